import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { runCommand } from './command';
import { localSecrets } from './secrets';

/**
 * Runs one of our processes with secrets that are made once and kept in a folder, for development
 * in containers:  node dist/scripts/with-secrets.js <folder> <script>
 * Secrets that are set already win. Production sets its own, and is refused here.
 */
async function main(stopRequested: Promise<void>): Promise<void> {
  const [dir, script] = process.argv.slice(2);
  if (dir === undefined || script === undefined)
    throw new Error('Usage: with-secrets <folder> <script>');
  if (process.env['NODE_ENV'] === 'production') {
    throw new Error('Production brings its own secrets; see .env.example.');
  }
  mkdirSync(dir, { recursive: true });
  for (const [name, value] of Object.entries(localSecrets(dir))) process.env[name] ||= value;
  await import(resolve(script));
  await stopRequested; // the script ends the process by itself
  await new Promise(() => undefined);
}

void runCommand(main);
