import type { Clock } from '../../domain/clock';
import type { IdMint } from '../../domain/ids';
import { parseKoreanDay } from '../../domain/korean-time';
import { parseWon } from '../../domain/money';
import type { Movement } from '../../domain/movement';
import { mintPair } from '../../domain/pair';
import { passbookText, referencePart } from '../../domain/passbook';
import type { FieldCrypto } from './field-crypto';
import type { EventWriter } from './event-writer';
import { toAccountSecrets, toDate, toInstant } from './mappers';
import type { BankTransferRow } from './models/bank';
import type { DecisionRow } from './models/deciding';
import { BANK_APIS, NOT_ANSWERED, toOutcomeColumns, toTransferHistory } from './movement-rows';
import type {
  Claim,
  CurrentTransfer,
  MovementBook,
  MovementFile,
  MovementRef,
} from './movement-types';
import { accountAndHold, approvedDecisions, maybeDecided } from './operator-facts';
import { isOpen, lockSubject, moveTransfer, noteEvidence, standWith } from './movement-moves';
import { findRow, findRows, insertNumbered, insertRow, updateRows } from './rows';
import { recordStatementProof } from './statement-proof';
import type { Reader, Tx, Units } from './unit';

/** What the movements need of the rest of the book. */
export interface MovementDeps {
  readonly units: Units;
  readonly crypto: FieldCrypto;
  readonly clock: Clock;
  readonly ids: IdMint;
  readonly events: EventWriter;
  /** The next number for a pair; see `mintPair`. */
  readonly nextSequence: () => Promise<number>;
}

/** The bank's answer exists only here: a lost answer to COMMIT must not turn it into doubt. */
const RECOGNISES_ITSELF = { onLostConnection: 'repeat' } as const;

/**
 * The bank's side of payments and refunds. Everything that changes a movement first locks the payment's or refund's
 * row and compares its version, so that of two workers one is first and the other reads again.
 */
export function createMovementBook(deps: MovementDeps): MovementBook {
  const { units } = deps;
  return {
    load: (ref) => units.read((db) => load(db, deps.crypto, ref)),
    claimSend: (wish) => claimSend(deps, wish),
    claimCheck: (wish) => claimQuestion(deps, wish, 'CHECK'),
    claimReading: (wish) => claimQuestion(deps, wish, 'STATEMENT'),

    async record({ file, claim, outcome, endedAt, durationMs, transferState, standing }) {
      await units.unit(async (tx) => {
        const subject = await lockSubject(tx, file.ref);
        const kept = await updateRows(tx, tx.models.bankExchanges, {
          where: { exchange_id: claim.exchangeId, ended_at: null },
          set: {
            ...toOutcomeColumns(outcome),
            ended_at: toDate(endedAt),
            duration_ms: durationMs,
          },
        });
        if (kept === 0) return;
        // Somebody went on without us after our lease: the evidence is stored, its meaning is for the next
        // reader, and what was decided without it may not be done any more.
        if (subject.version !== file.subjectVersion + 1) return noteEvidence(tx, subject);
        await moveTransfer(tx, { transferId: claim.transferId, to: transferState, at: endedAt });
        await standWith(tx, deps, { subject, standing, at: endedAt });
      }, RECOGNISES_ITSELF);
    },

    async stand({ file, standing, at }) {
      await units.unit(async (tx) => {
        const subject = await lockSubject(tx, file.ref);
        if (subject.version !== file.subjectVersion) return;
        await standWith(tx, deps, { subject, standing, at });
      });
    },

    recordStatementProof: (proof) => recordStatementProof(deps, proof),
  };
}

/** Reads the subject's version first: if anything changes meanwhile, the claim notices it. */
async function load(db: Reader, crypto: FieldCrypto, ref: MovementRef): Promise<MovementFile> {
  const { payments, refunds, bankTransfers, bankExchanges } = db.models;
  const refund = ref.kind === 'REFUND' ? await findRow(db, refunds, { refund_id: ref.id }) : null;
  const paymentId = ref.kind === 'REFUND' ? refund?.payment_id : ref.id;
  const payment = paymentId ? await findRow(db, payments, { payment_id: paymentId }) : null;
  const paying = payment ? await accountAndHold(db, payment.account_id) : null;
  const subject = ref.kind === 'REFUND' ? refund : payment;
  if (!subject || !payment || !paying) throw new Error(`no ${ref.kind} ${ref.id} in the book`);

  const transfers = await findRows(db, bankTransfers, {
    where: { movement_id: ref.id },
    order: ['attempt'],
    limit: null,
  });
  const exchanges =
    transfers.length === 0
      ? []
      : await findRows(db, bankExchanges, {
          where: { subject_id: transfers.map((one) => one.transfer_id) },
          order: ['exchange_id'],
          limit: null,
        });
  const decided = await decisionsAbout(db, { transfers, statusDetail: subject.status_detail });
  const histories = transfers.map((transfer) => toTransferHistory(transfer, exchanges, decided));
  const movement: Movement = {
    kind: ref.kind,
    decisionDeadline: ref.kind === 'PAYMENT' ? payment.decision_deadline.getTime() : null,
    netCanceledAt: ref.kind === 'PAYMENT' ? toInstant(payment.net_canceled_at) : null,
    owed: refund !== null && refund.cause !== 'REQUESTED',
    sendingHeld: paying.sendingHeld,
    transfers: histories,
  };
  const last = transfers.at(-1);
  return {
    ref,
    paymentId: payment.payment_id,
    open: isOpen(subject),
    status: subject.status,
    statusDetail: subject.status_detail as MovementFile['statusDetail'],
    subjectVersion: subject.version,
    amount: parseWon(subject.amount_won),
    bankMemo: payment.bank_memo,
    testCode: subject.test_code,
    account: toAccountSecrets(paying.account, crypto),
    movement,
    transfer: last ? toCurrent(last, histories.at(-1)?.exchanges.length ?? 0) : null,
  };
}

/**
 * A look that the way of a payment without trouble is spared. A refund whose pair failed waits for the bank once operators
 * have decided, so there its detail says nothing.
 */
async function decisionsAbout(
  db: Reader,
  of: { transfers: readonly BankTransferRow[]; statusDetail: string | null },
): Promise<readonly DecisionRow[]> {
  const { transfers, statusDetail } = of;
  const [first] = transfers;
  if (!first) return [];
  const failed =
    first.kind === 'CREDIT' && (first.state === 'UNKNOWN' || first.state === 'REFUSED');
  if (transfers.length === 1 && !failed && !maybeDecided(statusDetail)) return [];
  return approvedDecisions(db, { transfer_id: transfers.map((one) => one.transfer_id) });
}

function toCurrent(row: BankTransferRow, exchangeCount: number): CurrentTransfer {
  return {
    transferId: row.transfer_id,
    pair: { tsymd: parseKoreanDay(row.tsymd), isTuno: row.is_tuno },
    attempt: row.attempt,
    passbookText: row.passbook_text,
    state: row.state as CurrentTransfer['state'],
    version: row.version,
    exchangeCount,
  };
}

type SendWish = Parameters<MovementBook['claimSend']>[0];
type CheckWish = Parameters<MovementBook['claimCheck']>[0];

/** Mints the pair if one is needed, and marks: from the commit on the request may be on the wire. */
async function claimSend(deps: MovementDeps, wish: SendWish): Promise<Claim | null> {
  const { file, pair, now } = wish;
  const transfer = pair === 'SAME' ? file.transfer : await mintTransfer(deps, wish);
  if (!transfer) throw new Error('only a transfer that exists can be sent again');
  return deps.units.unit(async (tx) => {
    const subject = await lockSubject(tx, file.ref);
    if (subject.version !== file.subjectVersion || !isOpen(subject.row)) return null;
    if (pair === 'SAME') {
      await moveTransfer(tx, { transferId: transfer.transferId, to: 'DISPATCHED', at: now });
    } else {
      await closeFormer(tx, { former: file.transfer, at: now });
      await insertTransfer(tx, { file, transfer, at: now });
    }
    const text = transfer.passbookText;
    const { passbook_text: shown } = subject.row;
    await subject.begin(tx, { passbookText: shown === text ? null : text, wish });
    return claimExchange(tx, { wish, transfer, kind: 'SEND', callPair: transfer.pair });
  });
}

/** A new pair is the conclusion that the former one was not executed; one that never left stays as it is. */
async function closeFormer(
  tx: Tx,
  { former, at }: { former: CurrentTransfer | null; at: number },
): Promise<void> {
  if (former === null || former.state === 'PREPARED') return;
  await moveTransfer(tx, { transferId: former.transferId, to: 'NOT_FOUND', at });
}

async function claimQuestion(
  deps: MovementDeps,
  wish: CheckWish,
  kind: 'CHECK' | 'STATEMENT',
): Promise<Claim | null> {
  const { file, now } = wish;
  const { transfer } = file;
  if (!transfer) throw new Error('only a transfer that exists can be asked about');
  const callPair = mintPair(now, await deps.nextSequence());
  return deps.units.unit(async (tx) => {
    const subject = await lockSubject(tx, file.ref);
    if (subject.version !== file.subjectVersion || !isOpen(subject.row)) return null;
    // A send without a recorded outcome is in doubt from now on.
    if (transfer.state === 'DISPATCHED') {
      await moveTransfer(tx, { transferId: transfer.transferId, to: 'UNKNOWN', at: now });
    }
    await subject.begin(tx, { passbookText: null, wish });
    return claimExchange(tx, { wish, transfer, kind, callPair });
  });
}

async function mintTransfer(deps: MovementDeps, { file, now }: SendWish): Promise<CurrentTransfer> {
  const attempt = (file.transfer?.attempt ?? 0) + 1;
  return {
    transferId: `${file.ref.id}.${attempt}`,
    pair: mintPair(now, await deps.nextSequence()),
    attempt,
    passbookText: passbookText(deps.ids.reference(), file.bankMemo),
    state: 'DISPATCHED',
    version: 1,
    exchangeCount: 0,
  };
}

async function insertTransfer(
  tx: Tx,
  { file, transfer, at }: { file: MovementFile; transfer: CurrentTransfer; at: number },
): Promise<void> {
  await insertRow(tx, tx.models.bankTransfers, {
    transfer_id: transfer.transferId,
    movement_id: file.ref.id,
    payment_id: file.paymentId,
    kind: file.ref.kind === 'PAYMENT' ? 'DEBIT' : 'CREDIT',
    attempt: transfer.attempt,
    tsymd: transfer.pair.tsymd,
    is_tuno: transfer.pair.isTuno,
    reference: referencePart(transfer.passbookText),
    passbook_text: transfer.passbookText,
    amount_won: file.amount,
    state: transfer.state,
    version: transfer.version,
    created_at: toDate(at),
    updated_at: toDate(at),
  });
}

async function claimExchange(
  tx: Tx,
  claim: {
    wish: SendWish | CheckWish;
    transfer: CurrentTransfer;
    kind: 'SEND' | 'CHECK' | 'STATEMENT';
    callPair: Claim['callPair'];
  },
): Promise<Claim> {
  const { wish, transfer, kind, callPair } = claim;
  const leaseUntil = wish.now + wish.leaseMs;
  const exchangeId = await insertNumbered(tx, tx.models.bankExchanges, {
    subject_id: transfer.transferId,
    ordinal: transfer.exchangeCount + 1,
    kind,
    api: BANK_APIS[wish.file.ref.kind][kind],
    tsymd: callPair.tsymd,
    is_tuno: callPair.isTuno,
    marked_at: toDate(wish.now),
    lease_until: toDate(leaseUntil),
    ...NOT_ANSWERED,
  });
  return {
    exchangeId,
    transferId: transfer.transferId,
    attempt: transfer.attempt,
    transferPair: transfer.pair,
    callPair,
    passbookText: transfer.passbookText,
    markedAt: wish.now,
    leaseUntil,
  };
}
