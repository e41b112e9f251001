import type { Clock } from '../../domain/clock';
import type { IdMint } from '../../domain/ids';
import type { EventWriter } from './event-writer';
import type { FieldCrypto } from './field-crypto';
import type { Units } from './unit';

/** What every part of the book is made from. */
export interface BookParts {
  readonly units: Units;
  readonly crypto: FieldCrypto;
  readonly clock: Clock;
  readonly ids: IdMint;
  readonly events: EventWriter;
}
