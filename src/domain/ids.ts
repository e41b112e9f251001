import type { Clock } from './clock';

/** What an id names, by its prefix. */
export const ID_PREFIXES = {
  member: 'mbr',
  staff: 'stf',
  partner: 'prt',
  account: 'acc',
  payment: 'pay',
  refund: 'rfd',
  event: 'evt',
  request: 'req',
  session: 'ses',
  decision: 'dcs',
  /** A reconciliation case; a work item of anything else carries its subject's number. */
  workItem: 'wrk',
  reconciliation: 'rec',
} as const;

/** A kind of thing that has an id. */
export type IdKind = keyof typeof ID_PREFIXES;

/** Crockford's base 32: no I, L, O, U, so that a person can read a reference aloud. */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Makes ids and passbook references; randomness and time are handed in. */
export interface IdMint {
  /** `<prefix>_` and a ULID: 48 bits of time, 80 random bits. */
  id(kind: IdKind): string;
  /** 11 characters, 55 random bits: printed in the passbook, unique per movement. */
  reference(): string;
}

/** Ids from the business clock and a source of secure random bytes. */
export function createIdMint(deps: {
  clock: Clock;
  randomBytes: (size: number) => Uint8Array;
}): IdMint {
  return {
    id: (kind) => `${ID_PREFIXES[kind]}_${ulid(deps.clock.now(), deps.randomBytes(10))}`,
    reference: () => encode(toBigInt(deps.randomBytes(7)) >> 1n, 11),
  };
}

/** True for `<prefix>_` and 26 characters of a ULID of the given kind. */
export function isId(kind: IdKind, text: string): boolean {
  return idPattern(kind).test(text);
}

/** The pattern that ids of a kind match; the API's schemas use it too. */
export function idPattern(kind: IdKind): RegExp {
  return new RegExp(`^${ID_PREFIXES[kind]}_[0-9A-HJKMNP-TV-Z]{26}$`);
}

function ulid(at: number, random: Uint8Array): string {
  return encode(BigInt(at), 10) + encode(toBigInt(random), 16);
}

function toBigInt(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function encode(value: bigint, length: number): string {
  let text = '';
  for (let left = value, i = 0; i < length; i += 1, left >>= 5n) {
    text = CROCKFORD.charAt(Number(left & 31n)) + text;
  }
  return text;
}
