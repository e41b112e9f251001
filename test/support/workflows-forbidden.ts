import { readFileSync } from 'node:fs';

/** A workflow that reads a file: the bundler must complain. */
export function reader(): Promise<string> {
  return Promise.resolve(readFileSync('/etc/hostname', 'utf8'));
}
