import type { Clock } from '../../domain/clock';
import type { Undecided } from '../../domain/decision';
import { OnjeonError } from '../../domain/errors';
import { isId } from '../../domain/ids';
import type { Instant } from '../../domain/korean-time';
import { parseWon } from '../../domain/money';
import type { Movement, MovementSettings } from '../../domain/movement';
import { whyAPersonIsNeeded, type WaitReason } from '../../domain/next-step';
import type { BookParts } from './book-parts';
import { caseSubject } from './decision-case';
import { appendHistory } from './history-writer';
import { toDate } from './mappers';
import { lockSubject } from './movement-moves';
import type { MovementBook, MovementRef } from './movement-types';
import type { Decided, Decision } from './ops-types';
import { changeVersion, findRow, findRows, lockRow } from './rows';
import type { Reader, Tx } from './unit';

/** What decisions need of the rest of the book. */
export interface DecisionDeps extends Pick<BookParts, 'units' | 'ids' | 'events'> {
  readonly clock: Clock;
  /** Numbers of the procedure: what waits, and why, follows from them. */
  readonly procedure: MovementSettings;
  readonly movements: Pick<MovementBook, 'load'>;
}

/** An approved decision as it takes effect on its subject. */
export interface Effect {
  readonly decision: Pick<Decision, 'decisionId' | 'decision'>;
  /** The operator by whom it took effect. */
  readonly actor: string;
  readonly at: Instant;
}

/**
 * What a decision is about, read before it is locked: the reading takes many looks, and a unit that holds locks must not
 * wait for another connection. Whoever locks it compares the stamp: if it differs, all is read again.
 */
export interface DecisionAbout {
  readonly subjectId: string;
  /** Changes with everything that happens to the subject. */
  readonly stamp: string;
  /** Subjects are locked in the order of these: account, payment, refund, case. */
  readonly lockOrder: string;
  /** The newest pair: a decision speaks of one pair. */
  readonly transferId: string | null;
  /** Null: nobody waits for a person. */
  readonly undecided: Undecided | null;
  /** The run an approved decision sets in motion, as far as it is known before. */
  readonly run: Decided['run'];
  /** Locks it; answers the stamp as it is now. */
  lock(tx: Tx): Promise<string>;
  /** Lets an approved decision take effect; only after `lock` in the same unit. */
  takeUp(tx: Tx, effect: Effect): Promise<Decided['run']>;
}

/** Finds what a decision is about by its id; the 404 of its kind if there is none. */
export async function lookAtSubject(deps: DecisionDeps, subjectId: string): Promise<DecisionAbout> {
  if (isId('payment', subjectId)) return movementSubject(deps, { kind: 'PAYMENT', id: subjectId });
  if (isId('refund', subjectId)) return movementSubject(deps, { kind: 'REFUND', id: subjectId });
  if (isId('account', subjectId)) return accountSubject(deps, subjectId);
  return caseSubject(deps, subjectId);
}

async function movementSubject(deps: DecisionDeps, ref: MovementRef): Promise<DecisionAbout> {
  const known = await deps.units.read((db) => findMovement(db, ref));
  const run = runOf(ref, known);
  const about = {
    subjectId: ref.id,
    lockOrder: `2 ${known.paymentId} ${ref.kind}`,
    run,
    lock: async (tx: Tx) => stampOf(await lockSubject(tx, ref)),
    async takeUp(tx: Tx, effect: Effect) {
      await wakeMovement(tx, ref, effect);
      return run;
    },
  };
  // Most that is asked about without need has ended, or is still asked about: then there is nothing to load.
  if (known.statusDetail !== 'WAITING_FOR_OPERATOR') {
    return { ...about, stamp: stampOf(known), transferId: known.transferId, undecided: null };
  }
  const file = await deps.movements.load(ref);
  const reason = file.open ? whyNow(deps, file.movement) : null;
  return {
    ...about,
    stamp: stampOf({ version: file.subjectVersion }),
    transferId: file.transfer?.transferId ?? null,
    undecided: reason === null ? null : { kind: ref.kind, reason },
  };
}

function whyNow({ clock, procedure }: DecisionDeps, movement: Movement): WaitReason | null {
  return whyAPersonIsNeeded(movement, clock.now(), procedure);
}

interface KnownMovement {
  readonly paymentId: string;
  readonly partnerId: string;
  readonly amount: number;
  readonly statusDetail: string | null;
  readonly version: number;
  readonly transferId: string | null;
}

async function findMovement(db: Reader, ref: MovementRef): Promise<KnownMovement> {
  const { payments, refunds, bankTransfers } = db.models;
  const refund = ref.kind === 'REFUND' ? await findRow(db, refunds, { refund_id: ref.id }) : null;
  if (ref.kind === 'REFUND' && !refund) throw new OnjeonError('NOT_FOUND_REFUND');
  const payment = await findRow(db, payments, { payment_id: refund?.payment_id ?? ref.id });
  if (!payment) throw new OnjeonError('NOT_FOUND_PAYMENT');
  const [newest] = await findRows(db, bankTransfers, {
    where: { movement_id: ref.id },
    order: [['attempt', 'DESC']],
    limit: 1,
  });
  const subject = refund ?? payment;
  return {
    paymentId: payment.payment_id,
    partnerId: payment.partner_id,
    amount: subject.amount_won,
    statusDetail: subject.status_detail,
    version: subject.version,
    transferId: newest?.transfer_id ?? null,
  };
}

function runOf(ref: MovementRef, known: KnownMovement): Decided['run'] {
  const kind = ref.kind === 'PAYMENT' ? 'payment' : 'refund';
  return { kind, id: ref.id, partnerId: known.partnerId, amount: parseWon(known.amount) };
}

/** From now on the run, or the sweep for it, has to look at the book. */
async function wakeMovement(tx: Tx, ref: MovementRef, effect: Effect): Promise<void> {
  const subject = await lockSubject(tx, ref);
  await subject.change(tx, { next_action_at: toDate(effect.at) });
  const of = ref.kind === 'PAYMENT' ? 'payment' : 'refund';
  const { status, status_detail: detail } = subject.row;
  await noteDecision(tx, { of, id: ref.id, paymentId: subject.paymentId, status, detail, effect });
}

async function accountSubject(deps: DecisionDeps, accountId: string): Promise<DecisionAbout> {
  const where = { account_id: accountId };
  const row = await deps.units.read((db) => findRow(db, db.models.accounts, where));
  if (!row) throw new OnjeonError('NOT_FOUND_ACCOUNT');
  const run = { kind: 'account', id: accountId, partnerId: null, amount: null } as const;
  const waits = row.status === 'PENDING' && row.status_detail === 'WAITING_FOR_OPERATOR';
  return {
    subjectId: accountId,
    lockOrder: `1 ${accountId}`,
    stamp: stampOf(row),
    transferId: null,
    undecided: waits ? { kind: 'ACCOUNT' } : null,
    run,
    async lock(tx) {
      const locked = await lockRow(tx, tx.models.accounts, where);
      return stampOf(locked ?? row);
    },
    async takeUp(tx, effect) {
      const set = { next_action_at: toDate(effect.at) };
      await changeVersion(tx, tx.models.accounts, { where, version: row.version, set });
      const { status, status_detail: detail } = row;
      const move = { of: 'account', id: accountId, paymentId: null } as const;
      await noteDecision(tx, { ...move, status, detail, effect });
      return run;
    },
  };
}

function stampOf({ version }: { readonly version: number }): string {
  return String(version);
}

/** The history says who decided, and by which decision; the state does not move by it. */
async function noteDecision(
  tx: Tx,
  note: {
    of: 'payment' | 'refund' | 'account';
    id: string;
    paymentId: string | null;
    status: string;
    detail: string | null;
    effect: Effect;
  },
): Promise<void> {
  const { effect, status, detail, ...of } = note;
  await appendHistory(tx, {
    ...of,
    from: status,
    to: status,
    detail: detail as Parameters<typeof appendHistory>[1]['detail'],
    reason: effect.decision.decisionId,
    actor: effect.actor,
    at: effect.at,
  });
}
