import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { SigningKey } from '../config';

/** The keys tokens are signed with and checked by. */
export interface KeyRing {
  /** The first configured key; the others are believed only. */
  readonly signing: { readonly kid: string; readonly privateKey: KeyObject };
  /** PEM of a public key by `kid`; null for any other text. */
  publicPem(kid: string): string | null;
  /** The public halves, as `/.well-known/jwks.json` shows them. */
  readonly publicJwks: readonly Readonly<Record<string, string>>[];
}

/** Loads the configured keys. Throws if there is none, or one is no private key on P-256. */
export function createKeyRing(keys: readonly SigningKey[]): KeyRing {
  const loaded = keys.map((jwk) => ({
    kid: jwk.kid,
    privateKey: createPrivateKey({ key: { ...jwk }, format: 'jwk' }),
  }));
  const [signing] = loaded;
  if (!signing) throw new Error('no key to sign tokens with');
  const pems = new Map(
    loaded.map(({ kid, privateKey }) => [
      kid,
      createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString(),
    ]),
  );
  return {
    signing,
    publicPem: (kid) => pems.get(kid) ?? null,
    publicJwks: keys.map(({ kty, crv, x, y, kid }) => ({
      kty,
      crv,
      x,
      y,
      kid,
      use: 'sig',
      alg: 'ES256',
    })),
  };
}
