import { literal } from 'sequelize';
import type { WhereOptions } from 'sequelize';
import type { TransferDecision } from '../../domain/movement';
import type { DecisionKind } from '../../domain/decision';
import type { AccountRow } from './models/accounts';
import type { DecisionRow } from './models/deciding';
import { findRows } from './rows';
import type { Reader } from './unit';

/** Literal text of ours, no input: one look more in a statement that is made anyway. */
const BANK_STATE = literal(`(SELECT state FROM bank_state WHERE name = 'nh')`);

/** What is waited for when an operator may have decided something; otherwise nobody looks for it. */
const UNDECIDED: ReadonlySet<string | null> = new Set([
  'BANK_RESULT_UNKNOWN',
  'NET_CANCELING',
  'WAITING_FOR_OPERATOR',
]);

/** An account, and whether sending to the bank is held, in one statement: every movement asks for both. */
export async function accountAndHold(
  db: Reader,
  accountId: string,
): Promise<{ readonly account: AccountRow; readonly sendingHeld: boolean } | null> {
  const found = await db.models.accounts.findOne({
    where: { account_id: accountId },
    attributes: { include: [[BANK_STATE, 'bank_state']] },
    transaction: db.transaction,
    raw: true,
  });
  if (!found) return null;
  const { bank_state: state, ...account } = found as unknown as AccountRow & {
    bank_state: string | null;
  };
  return { account, sendingHeld: state === 'PAUSED' };
}

/** True if a decision may have been approved about something in this state of its story. */
export function maybeDecided(statusDetail: string | null): boolean {
  return UNDECIDED.has(statusDetail);
}

/** Approved decisions, oldest first. */
export async function approvedDecisions(
  db: Reader,
  where: WhereOptions<DecisionRow>,
): Promise<readonly DecisionRow[]> {
  return findRows(db, db.models.decisions, {
    where: { ...where, state: 'APPROVED' } as WhereOptions<DecisionRow>,
    order: ['decided_at', 'decision_id'],
    limit: null,
  });
}

/** A decision as the rule reads it. */
export function toTransferDecision(row: DecisionRow): TransferDecision {
  if (!row.decided_at) throw new Error(`decision ${row.decision_id} is approved at no moment`);
  return { kind: row.decision as DecisionKind, at: row.decided_at.getTime() };
}
