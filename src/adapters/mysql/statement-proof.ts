import type { Clock } from '../../domain/clock';
import type { Instant } from '../../domain/korean-time';
import { parseWon } from '../../domain/money';
import { toDate } from './mappers';
import type { BankTransferRow } from './models/bank';
import { isOpen, lockSubject, moveTransfer } from './movement-moves';
import { BANK_APIS, NOT_ANSWERED, toOutcomeColumns } from './movement-rows';
import type { MovementRef, OpenMovement, StatementProof } from './movement-types';
import type { FindingRow } from './ops-types';
import { findRow, findRows, insertNumbered } from './rows';
import type { Tx, Units } from './unit';

/**
 * Stores what reconciliation found as evidence of the transfer, under the lock of the payment or refund it belongs to, and
 * makes that due at once. Whether and how it ends is for the rule, which reads this like any other reading.
 */
export async function recordStatementProof(
  { units, clock }: { readonly units: Units; readonly clock: Clock },
  proof: StatementProof,
): Promise<OpenMovement | null> {
  // The same row again is recognised, so a lost answer to COMMIT may be repeated.
  return units.unit((tx) => store(tx, proof, clock.now()), { onLostConnection: 'repeat' });
}

async function store(tx: Tx, proof: StatementProof, at: Instant): Promise<OpenMovement | null> {
  const { bankTransfers, payments } = tx.models;
  const transfer = await findRow(tx, bankTransfers, { transfer_id: proof.transferId });
  if (!transfer) throw new Error(`no transfer ${proof.transferId} in the book`);
  const kind = transfer.kind === 'DEBIT' ? 'PAYMENT' : 'REFUND';
  const ref: MovementRef = { kind, id: transfer.movement_id };
  const subject = await lockSubject(tx, ref);
  if (!isOpen(subject.row)) return null;
  if (await storeReading(tx, { proof, transfer, ref, at })) {
    // Also one that we believed had never left: whoever cancels from now on has to know that money was moved.
    await moveTransfer(tx, { transferId: proof.transferId, to: 'SUCCEEDED', at });
    await subject.change(tx, { next_action_at: toDate(at) });
  }
  const payment = await findRow(tx, payments, { payment_id: transfer.payment_id });
  if (!payment) throw new Error(`transfer ${proof.transferId} has lost its payment`);
  return {
    kind: kind === 'PAYMENT' ? 'payment' : 'refund',
    id: ref.id,
    partnerId: payment.partner_id,
    amount: parseWon(transfer.amount_won),
  };
}

/** False if the same row was stored before. */
async function storeReading(
  tx: Tx,
  of: { proof: StatementProof; transfer: BankTransferRow; ref: MovementRef; at: Instant },
): Promise<boolean> {
  const { proof, transfer, ref, at } = of;
  const { bankExchanges } = tx.models;
  const exchanges = await findRows(tx, bankExchanges, {
    where: { subject_id: transfer.transfer_id },
    order: ['exchange_id'],
    limit: null,
  });
  const message = wordsOf(proof.row);
  if (exchanges.some((one) => one.kind === 'STATEMENT' && one.message === message)) return false;
  const { bookedAt, callPair } = proof;
  const outcome = { kind: 'STATEMENT', finding: 'EXECUTED', bookedAt, code: null } as const;
  await insertNumbered(tx, bankExchanges, {
    subject_id: transfer.transfer_id,
    ordinal: exchanges.length + 1,
    kind: 'STATEMENT',
    api: BANK_APIS[ref.kind].STATEMENT,
    tsymd: callPair.tsymd,
    is_tuno: callPair.isTuno,
    marked_at: toDate(at),
    lease_until: toDate(at),
    ...NOT_ANSWERED,
    ...toOutcomeColumns({ ...outcome, message, httpStatus: null }),
    ended_at: toDate(at),
  });
  return true;
}

/** The row in words, as evidence: day, time, direction, won, text, and the bank's number of it. */
function wordsOf({ day, time, direction, amount, text, bankNumber }: FindingRow): string {
  return `${day} ${time} ${direction} ${amount} ${text} Tuno ${bankNumber}`.slice(0, 255);
}
