import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** A key of the ring. The id stands in front of what it encrypted, so that keys can rotate. */
export interface FieldKey {
  /** Short, of letters, digits and hyphens: what stands before the first dot. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** Where a value lives. A ciphertext copied to another row or column does not decrypt. */
export interface FieldPlace {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
}

/** What is looked up by its hash; each kind has hashes of its own. */
export type HashedKind = 'account-number' | 'account-tail' | 'fin-acno';

/** Encrypts single fields and hashes what must be found again. */
export interface FieldCrypto {
  encrypt(plain: string, place: FieldPlace): string;
  /** Throws a FieldCryptoError if the key is unknown or anything was changed. */
  decrypt(sealed: string, place: FieldPlace): string;
  /** Keyed hash, 64 hex characters: equal values can be found without being readable. */
  hash(kind: HashedKind, plain: string): string;
}

/**
 * A field that cannot be read: its key is missing or it was tampered with. Never answered with a
 * guess.
 */
export class FieldCryptoError extends Error {
  constructor(why: 'UNKNOWN_KEY' | 'TAMPERED' | 'MALFORMED', place: FieldPlace) {
    super(`${why}: ${place.table}.${place.column} of ${place.rowId}`);
    this.name = 'FieldCryptoError';
  }
}

/**
 * 96 random bits: what GCM is made for. At 2^32 values per key a repeat is still below one in four
 * billion.
 */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9-]{1,16}$/;
const SEALED = /^([A-Za-z0-9-]{1,16})\.([A-Za-z0-9_-]+)$/;

/** AES-256-GCM with a key ring: the first key encrypts, all of them decrypt. */
export function createFieldCrypto(deps: {
  fieldKeys: readonly FieldKey[];
  hashKey: Uint8Array;
}): FieldCrypto {
  const [current] = deps.fieldKeys;
  if (!current) throw new Error('the key ring is empty');
  for (const { id, key } of deps.fieldKeys) {
    if (!KEY_ID.test(id)) throw new Error('the id of a field key has letters, digits and hyphens');
    if (key.length !== KEY_BYTES) throw new Error(`field key ${id} must have ${KEY_BYTES} bytes`);
  }
  const ring = new Map(deps.fieldKeys.map(({ id, key }) => [id, key]));
  if (ring.size !== deps.fieldKeys.length) throw new Error('two field keys have one id');

  return {
    encrypt: (plain, place) => `${current.id}.${seal(current.key, plain, place)}`,
    decrypt(sealed, place) {
      const match = SEALED.exec(sealed);
      const [, id = '', payload = ''] = match ?? [];
      if (!match) throw new FieldCryptoError('MALFORMED', place);
      const key = ring.get(id);
      if (!key) throw new FieldCryptoError('UNKNOWN_KEY', place);
      return open(key, payload, place);
    },
    hash: (kind, plain) =>
      createHmac('sha256', deps.hashKey).update(`${kind}\0${plain}`).digest('hex'),
  };
}

function seal(key: Uint8Array, plain: string, place: FieldPlace): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated(place));
  const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64url');
}

function open(key: Uint8Array, payload: string, place: FieldPlace): string {
  const bytes = Buffer.from(payload, 'base64url');
  // A payload that is not the one spelling of its bytes was changed too.
  if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString('base64url') !== payload) {
    throw new FieldCryptoError('MALFORMED', place);
  }
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(associated(place)).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    throw new FieldCryptoError('TAMPERED', place);
  }
}

function associated({ table, column, rowId }: FieldPlace): Buffer {
  return Buffer.from(`${table}\0${column}\0${rowId}`, 'utf8');
}
