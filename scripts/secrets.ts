import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The secrets production must be given, as environment variables. */
export type Secrets = Readonly<Record<(typeof SECRET_NAMES)[number], string>>;

export const SECRET_NAMES = [
  'JWT_KEYS',
  'FIELD_KEYS',
  'HASH_KEY',
  'FINGERPRINT_KEY',
  'CURSOR_KEY',
] as const;

const KEY_BYTES = 32;

const randomKey = (): string => randomBytes(KEY_BYTES).toString('base64');

/** A JSON list of private ES256 keys; the first one signs. */
function signingKeys(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(`${jwk.x}.${jwk.y}`).digest('base64url').slice(0, 16);
  return JSON.stringify([{ ...jwk, kid, alg: 'ES256', use: 'sig' }]);
}

/** `<id>:<base64 of 32 bytes>`, separated by commas; the first one encrypts. */
function fieldKeys(): string {
  return `local-1:${randomKey()}`;
}

function makeSecrets(): Secrets {
  return {
    JWT_KEYS: signingKeys(),
    FIELD_KEYS: fieldKeys(),
    HASH_KEY: randomKey(),
    FINGERPRINT_KEY: randomKey(),
    CURSOR_KEY: randomKey(),
  };
}

/** Keys that others on this machine could read are no secrets any more; a copied folder is how that happens. */
function refuseIfShared(path: string): void {
  if ((statSync(path).mode & 0o077) === 0 || process.platform === 'win32') return;
  throw new Error(`${path} can be read by others: chmod 600 it, or delete it with its folder.`);
}

/** Secrets of a development folder: made once, as the data beside them can only be read with them. */
export function localSecrets(dir: string): Secrets {
  const path = join(dir, 'secrets.json');
  try {
    refuseIfShared(path);
    return JSON.parse(readFileSync(path, 'utf8')) as Secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secrets = makeSecrets();
  writeFileSync(path, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
