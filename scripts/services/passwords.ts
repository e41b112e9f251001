import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Passwords of one folder's services. */
export interface Passwords {
  readonly mysql: string;
  readonly mysqlAdmin: string;
  readonly rabbitmq: string;
}

/** Made once per folder and kept, since the data next to them was made with them. */
export function passwordsOf(dir: string): Passwords {
  const path = join(dir, 'passwords.json');
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Passwords;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const make = (): string => randomBytes(18).toString('base64url');
  const passwords = { mysql: make(), mysqlAdmin: make(), rabbitmq: make() };
  writeFileSync(path, JSON.stringify(passwords, null, 2), { mode: 0o600 });
  return passwords;
}
