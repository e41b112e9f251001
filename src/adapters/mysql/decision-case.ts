import { OnjeonError } from '../../domain/errors';
import { addWon, parseWon } from '../../domain/money';
import type { DecisionAbout, DecisionDeps, Effect } from './decision-subjects';
import { toDate } from './mappers';
import type { CaseRow } from './models/deciding';
import type { PaymentRow } from './models/payments';
import type { Decided } from './ops-types';
import { insertOwedRefund } from './owed-refund';
import { findRow, lockRow, updateRows } from './rows';
import type { Tx } from './unit';

/** What the customer reads as the reason of a corrective refund. */
const CORRECTION_REASON = '대사 결과에 따른 출금액 반환';

/** A case of a reconciliation: decided by giving the money back, or because that happened outside. */
export async function caseSubject(deps: DecisionDeps, caseId: string): Promise<DecisionAbout> {
  const { row, payment } = await deps.units.read(async (db) => {
    const found = await findRow(db, db.models.cases, { case_id: caseId });
    const paymentId = found?.payment_id;
    const of = paymentId ? await findRow(db, db.models.payments, { payment_id: paymentId }) : null;
    return { row: found, payment: of };
  });
  if (!row) throw new OnjeonError('NOT_FOUND');
  const owes = row.owed_won !== null && payment !== null;
  return {
    subjectId: caseId,
    lockOrder: `2 ${row.payment_id ?? ''} ~${caseId}`,
    stamp: row.state,
    transferId: null,
    undecided: row.state === 'OPEN' ? { kind: 'CASE', owes } : null,
    run: runOf({ row, payment, refundId: row.corrective_refund_id }),
    async lock(tx) {
      // Payment, refund, case: the end of a corrective refund takes the same way.
      if (row.payment_id) await lockRow(tx, tx.models.payments, { payment_id: row.payment_id });
      const locked = await lockRow(tx, tx.models.cases, { case_id: caseId });
      return locked?.state ?? '';
    },
    takeUp: (tx, effect) =>
      effect.decision.decision === 'CORRECTIVE_REFUND'
        ? giveBack(tx, deps, { row, payment, effect })
        : close(tx, { row, effect }),
  };
}

/** The money went back by another way: there is nothing left to do. */
async function close(tx: Tx, { row, effect }: { row: CaseRow; effect: Effect }): Promise<null> {
  await updateRows(tx, tx.models.cases, {
    where: { case_id: row.case_id },
    set: { state: 'CLOSED', closed_at: toDate(effect.at) },
  });
  return null;
}

/** The payment stays as it ended; its corrective refund closes the case when it is done. */
async function giveBack(
  tx: Tx,
  { ids }: DecisionDeps,
  { row, payment, effect }: { row: CaseRow; payment: PaymentRow | null; effect: Effect },
): Promise<Decided['run']> {
  if (row.owed_won === null || !payment) throw new Error(`case ${row.case_id} owes nothing`);
  await refuseTwice(tx, row);
  const refundId = ids.id('refund');
  await insertOwedRefund(tx, {
    ...{ refundId, paymentId: payment.payment_id, amount: parseWon(row.owed_won) },
    refundableAfter: parseWon(payment.refundable_won),
    ...{ cause: 'CORRECTION', reason: CORRECTION_REASON, actor: effect.actor, at: effect.at },
  });
  await updateRows(tx, tx.models.cases, {
    where: { case_id: row.case_id },
    set: { state: 'CORRECTING', corrective_refund_id: refundId },
  });
  return runOf({ row, payment, refundId });
}

/**
 * One row of the bank can stand in several cases, since its kind changes when the payment ends. Together they give back what
 * it took, and no more. The payment's lock is held, so that two approvals cannot pass each other.
 */
async function refuseTwice(tx: Tx, row: CaseRow): Promise<void> {
  if (row.bank_row === null) return;
  const [other] = await tx.rows<{ won: unknown }>(
    `SELECT COALESCE(SUM(owed_won), 0) AS won FROM cases
     WHERE payment_id = :paymentId AND bank_row = :bankRow AND case_id <> :caseId AND state <> 'OPEN'`,
    { paymentId: row.payment_id, bankRow: row.bank_row, caseId: row.case_id },
  );
  const given = addWon(parseWon(other?.won), parseWon(row.owed_won));
  const taken = parseWon((JSON.parse(row.bank_row) as { amount: unknown }).amount);
  if (given > taken) throw new OnjeonError('STATE_CONFLICT');
}

function runOf(of: {
  row: CaseRow;
  payment: PaymentRow | null;
  refundId: string | null;
}): Decided['run'] {
  const { row, payment, refundId: id } = of;
  if (id === null || row.owed_won === null || !payment) return null;
  const { partner_id: partnerId } = payment;
  return { kind: 'refund', id, partnerId, amount: parseWon(row.owed_won) };
}
