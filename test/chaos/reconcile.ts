import { readBook } from '../support/auditor/collect';
import { groupBy, pairOf } from '../support/auditor/facts';
import type { BookRows, Violation } from '../support/auditor/facts';
import type { LedgerRow } from '../support/bank-admin';
import { everythingIsBooked } from '../support/booked';
import type { Client } from '../support/client';
import { eventually } from '../support/eventually';
import type { Cluster } from './cluster';
import { BOOKING_LAG_SECONDS } from './options';
import { approve, comeToWork } from './operators';
import type { Pair } from './operators';

/** What the product's own reconciliation found after a run, judged by the auditor's. */
export interface Reconciled {
  readonly violations: readonly Violation[];
  /** Debits after the settling window that it found and that two operators had given back; the refunds are under way. */
  readonly givenBack: number;
}

interface Finding {
  readonly caseId: string;
  readonly transfer: {
    readonly tsymd: string;
    readonly isTuno: string;
    readonly paymentId: string;
  } | null;
  readonly row: { readonly text: string } | null;
}

const PATH = '/v1/ops/reconciliations';
const DAY_MS = 86_400_000;
const SEOUL_MS = 9 * 3_600_000;
const LONGEST_MS = 120_000;

/**
 * Compares both days of a run when all work has ended. What the product finds must be what book and ledger show to the
 * auditor (I23). Only what the load planted to be executed after the window is given back: the rest stays, to be judged.
 */
export async function reconcileRun(of: {
  cluster: Cluster;
  /** Payments that were planted to be executed after the settling window. */
  tooLate: ReadonlySet<string>;
  log: (line: string) => void;
}): Promise<Reconciled> {
  const { cluster, tooLate, log } = of;
  const pair = await comeToWork(cluster);
  // Until here some pairs were hidden from every witness, for ever.
  await cluster.bank.liftFaults();
  await everythingIsBooked(cluster.bank, BOOKING_LAG_SECONDS);
  const expected = disagreements(await readBook(cluster.places), await cluster.bank.ledger());
  const today = Date.parse(await cluster.bank.now()) + SEOUL_MS;
  const days = [today - DAY_MS, today].map((ms) => new Date(ms).toISOString().slice(0, 10));
  // A debit of the first day that was booked on the second one is in both reports, as one case.
  const cases = new Map<string, Finding>();
  for (const day of days) {
    for (const finding of await compared(pair[0], day)) cases.set(finding.caseId, finding);
  }
  const findings = [...cases.values()];
  const found = findings.map(
    ({ transfer, row }) => (transfer && pairOf(transfer)) ?? row?.text ?? '',
  );
  const late = findings.filter(({ transfer }) => transfer && tooLate.has(transfer.paymentId));
  log(`reconciliation of ${days.join(' and ')}: ${found.length} found, ${late.length} planted`);
  for (const finding of late) await giveBack(pair, finding);
  return { violations: differing(expected, found), givenBack: late.length };
}

/** Pairs that the book calls executed and the ledger does not have, or the other way round. */
function disagreements(book: BookRows, ledger: readonly LedgerRow[]): readonly string[] {
  const rows = groupBy(ledger, pairOf);
  return book.transfers
    .filter((one) => (one.state === 'SUCCEEDED') !== ((rows.get(pairOf(one))?.length ?? 0) === 1))
    .map(pairOf);
}

async function compared(operator: Client, day: string): Promise<readonly Finding[]> {
  const { body } = await operator.post(PATH, { day });
  const path = `${PATH}/${String(body['reconciliationId'])}`;
  return eventually(
    async () => {
      const report = (await operator.get(path)).body;
      if (report['state'] !== 'DONE') throw new Error(`it is ${String(report['state'])}`);
      return report['findings'] as readonly Finding[];
    },
    { what: `the reconciliation of ${day} is done`, timeoutMs: LONGEST_MS, everyMs: 500 },
  );
}

async function giveBack(pair: Pair, finding: Finding): Promise<void> {
  const decision = {
    ...{ subjectId: finding.caseId, decision: 'CORRECTIVE_REFUND' },
    reason: '정산 대사에서 중단된 결제의 출금이 확인됨',
    evidence: { kind: 'STATEMENT', reference: finding.row?.text ?? '통화 기록 2' },
  };
  await eventually(
    async () => {
      const { status, body } = await approve(pair, decision);
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
      return true;
    },
    { what: `${finding.caseId} is approved`, everyMs: 1_000 },
  );
}

/** I23: exactly what book and ledger show. */
function differing(expected: readonly string[], found: readonly string[]): readonly Violation[] {
  const of = (subject: string, message: string): Violation => ({
    ...{ invariant: 'I23', subject, message },
  });
  return [
    ...expected
      .filter((id) => !found.includes(id))
      .map((id) => of(id, 'reconciliation missed that book and bank disagree')),
    ...found
      .filter((id) => !expected.includes(id))
      .map((id) => of(id, 'reconciliation found what is not wrong')),
  ];
}
