import type { DailyPeriod } from '../domain/korean-time';

/** A private ES256 key as a JWK; `kid` says which key signed a token. */
export interface SigningKey {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
  readonly d: string;
  readonly kid: string;
}

/** How many requests are let through, see `rate-limits.ts` for what each one counts. */
export interface RateSettings {
  readonly memberPerMinute: number;
  readonly memberMoneyPerMinute: number;
  readonly partnerPerMinute: number;
  readonly partnerRefundsPerMinute: number;
  readonly staffPerMinute: number;
  readonly balanceRefreshPerMinute: number;
  readonly signupPerHour: number;
  /** In 15 minutes, per e-mail and address. */
  readonly wrongPasswordsPerEmail: number;
  /** In 15 minutes, per address. */
  readonly wrongPasswordsPerAddress: number;
}

/** The part of the configuration that the HTTP side reads. */
export interface HttpConfig {
  readonly host: string;
  readonly port: number;
  readonly production: boolean;
  /** True if the bank is the sandbox: only then may scenarios be asked for. */
  readonly sandboxBank: boolean;
  /** Base of links in answers, without a trailing slash. */
  readonly publicUrl: string;
  /** At least one; the first signs, all of them are published and believed. */
  readonly jwtKeys: readonly SigningKey[];
  readonly jwtIssuer: string;
  readonly fingerprintKey: Uint8Array;
  readonly cursorKey: Uint8Array;
  /** Hops of `X-Forwarded-For` that are our own; 0 ignores the header. */
  readonly trustedProxies: number;
  readonly rates: RateSettings;
  /** The largest payment the API takes. */
  readonly maxPaymentWon: number;
  /** When the bank is known to be closed: new payments and openings are refused. */
  readonly bankClosedHours: readonly DailyPeriod[];
}
