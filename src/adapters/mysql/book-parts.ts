import type { Clock } from '../../domain/clock';
import type { CrashPoints } from '../../domain/crash-points';
import type { IdMint } from '../../domain/ids';
import type { EventWriter } from './event-writer';
import type { Won } from '../../domain/money';
import type { FieldCrypto } from './field-crypto';
import type { Units } from './unit';

/** What every part of the book is made from. */
export interface BookParts {
  readonly units: Units;
  readonly crypto: FieldCrypto;
  readonly clock: Clock;
  readonly ids: IdMint;
  readonly events: EventWriter;
  readonly newAccountLimits: AccountLimits;
  /** Places where tests kill the process; none in production. */
  readonly crashPoints: CrashPoints;
}

/** What a new account may spend until its limits are changed. */
export interface AccountLimits {
  readonly perPayment: Won;
  /** Per Korean day, open payments included. */
  readonly perDay: Won;
}
