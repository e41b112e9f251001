import type { Instant } from './korean-time';

/** Business time. Injected everywhere, so that tests and the sandbox can cross midnight. */
export interface Clock {
  /** The present moment of the business day, in milliseconds since 1970 UTC. */
  now(): Instant;
}
