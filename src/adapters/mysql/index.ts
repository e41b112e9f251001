import type { Clock } from '../../domain/clock';
import { NO_CRASH_POINTS, type CrashPoints } from '../../domain/crash-points';
import { OnjeonError } from '../../domain/errors';
import type { IdMint } from '../../domain/ids';
import type { MovementSettings } from '../../domain/movement';
import { createAccountBook } from './account-book';
import { createAuditBook } from './audit-log';
import { createAgesBook } from './ages-book';
import { createBalanceBook } from './balances';
import { createBankStateBook } from './bank-state';
import type { AccountLimits, BookParts } from './book-parts';
import { connect } from './connection';
import { createDecisionBook } from './decisions';
import { createEventBook } from './event-book';
import { createEventWriter } from './event-writer';
import { createFieldCrypto, type FieldKey } from './field-crypto';
import { createCsBook } from './cs-search';
import { defineModels } from './models';
import { createMovementBook } from './movements';
import { createOpeningBook } from './openings';
import { createPaymentBook, createRefundBook } from './payment-book';
import { createPeopleBook } from './people-book';
import { createReconciliationBook } from './reconciliations';
import { findRow } from './rows';
import { createSequences } from './sequences';
import { checkServer } from './server-check';
import { createSettlementBook } from './settlements';
import type { Book, KeyedRequest } from './types';
import { createUnits, type Units } from './unit';
import { createWatchBook } from './watch-book';
import { createWorkItemBook } from './work-items';

/** What the book needs from outside. */
export interface BookDeps {
  /** `mysql://user:password@host:port/database`, the primary. */
  readonly url: string;
  readonly poolSize: number;
  /** The first encrypts, all decrypt. */
  readonly fieldKeys: readonly FieldKey[];
  /** Keyed hash of account numbers; may not change while there are accounts. */
  readonly hashKey: Uint8Array;
  readonly clock: Clock;
  readonly ids: IdMint;
  /** Base of links in events. */
  readonly publicUrl: string;
  readonly newAccountLimits: AccountLimits;
  /** Places where tests kill the process; none unless given. */
  readonly crashPoints?: CrashPoints;
  /** Numbers of the procedure: what operators may decide follows from them. */
  readonly procedure: MovementSettings;
  /** 0 to 1, for jitter between tries. */
  readonly random: () => number;
}

/** The book of record over one pool of connections. Nothing connects before the first use. */
export function createBook(deps: BookDeps): Book {
  const sequelize = connect(deps);
  const units = createUnits({ sequelize, models: defineModels(sequelize), random: deps.random });
  const crypto = createFieldCrypto(deps);
  const { clock, ids, publicUrl, newAccountLimits, crashPoints = NO_CRASH_POINTS } = deps;
  const events = createEventWriter({ ids, publicUrl, crypto });
  const parts: BookParts = { units, crypto, clock, ids, events, newAccountLimits, crashPoints };
  const sequences = createSequences(parts);
  const { nextSequence } = sequences;
  const movements = createMovementBook({ ...parts, nextSequence });
  return {
    people: createPeopleBook(parts),
    accounts: createAccountBook(parts),
    payments: createPaymentBook(parts),
    refunds: createRefundBook(parts),
    cs: createCsBook(parts),
    events: createEventBook(parts),
    watch: createWatchBook(parts),
    ages: createAgesBook(parts),
    sequences,
    movements,
    openings: createOpeningBook({ ...parts, nextSequence }),
    settlements: createSettlementBook(parts),
    balances: createBalanceBook({ ...parts, nextSequence }),
    decisions: createDecisionBook({ ...parts, procedure: deps.procedure, movements }),
    audit: createAuditBook(parts),
    bankState: createBankStateBook(parts),
    workItems: createWorkItemBook(parts),
    reconciliations: createReconciliationBook(parts),
    findKeyed: (request) => findKeyed(units, request),
    checkServer: () => checkServer(parts),
    ping: () => units.read(async (db) => void (await db.rows('SELECT 1 AS alive'))),
    close: () => sequelize.close(),
  };
}

async function findKeyed(units: Units, request: KeyedRequest): Promise<string | null> {
  const { callerId, route, key, fingerprint } = request;
  const bound = await units.read((db) =>
    findRow(db, db.models.idempotencyKeys, { caller_id: callerId, route, idem_key: key }),
  );
  if (!bound) return null;
  if (bound.fingerprint !== fingerprint) throw new OnjeonError('IDEMPOTENCY_KEY_REUSED');
  return bound.resource_id;
}
