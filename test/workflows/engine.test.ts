import { NativeConnection, Worker } from '@temporalio/worker';
import type { Advanced } from '../../activities/bank';
import type { Ended } from '../../src/adapters/mysql/movement-types';
import { createLog } from '../../src/log';
import { createTemporalClient } from '../../src/temporal/connection';
import { setUpTemporal } from '../../src/temporal/setup';
import { createEngine } from '../../src/temporal/start';
import type { OpenRow } from '../../src/temporal/types';
import { QUEUES, workflowIds } from '../../workflows/contract';
import { eventually } from '../support/eventually';
import { services } from '../support/services';
import { makePlaces, type Places } from '../support/system-places';
import { beQuiet, bundleWorkflows, scripted } from '../support/workflow-env';
import { DECISION } from '../support/workflow-paths';

jest.setTimeout(120_000);

/** The engine over a real server, whose time nobody skips: what it does, a run does now or in an hour. */
const HOUR_MS = 3_600_000;
const DONE: Ended = { status: 'DONE', failureCode: null };
const PERSON: Advanced = {
  ...{ kind: 'wait', afterMs: HOUR_MS, detail: 'WAITING_FOR_OPERATOR', because: 'TRIES_USED_UP' },
};
const DOUBT: Advanced = { ...PERSON, detail: 'BANK_RESULT_UNKNOWN' };
const SETTLED: Advanced = { kind: 'settled' };

let places: Places;
let engine: ReturnType<typeof createEngine>;
let client: ReturnType<typeof createTemporalClient>;
let connection: NativeConnection;
let workers: Worker[];
let running: Promise<unknown>;
/** What the book says of the end, by payment or refund; DONE unless told. */
const books = new Map<string, () => Ended>();
/** What the bank's activity answers, by payment or refund. */
const steps = new Map<string, ReturnType<typeof scripted<object, Advanced>>>();

beforeAll(async () => {
  beQuiet();
  places = await makePlaces(services());
  const { temporalAddress: address, temporalNamespace: namespace } = places;
  client = createTemporalClient({ address, namespace, apiKey: null, tls: false });
  await setUpTemporal(client, { sweepSeconds: 3_600, reconciliationAt: { hour: 4, minute: 0 } });
  engine = createEngine({ client, log: createLog({ level: 'fatal', process: 'test' }) });
  connection = await NativeConnection.connect({ address });
  const activities = {
    advanceDebit: (input: { paymentId: string }) => steps.get(input.paymentId)?.(input),
    settlePayment: async ({ paymentId }: { paymentId: string }) => books.get(paymentId)?.() ?? DONE,
    advanceCredit: (input: { refundId: string }) => steps.get(input.refundId)?.(input),
    settleRefund: async ({ refundId }: { refundId: string }) => books.get(refundId)?.() ?? DONE,
  };
  const workflowBundle = await bundleWorkflows();
  const shared = { connection, namespace, activities };
  workers = await Promise.all([
    Worker.create({ ...shared, taskQueue: QUEUES.payments, workflowBundle }),
    Worker.create({ ...shared, taskQueue: QUEUES.bankDebit }),
    Worker.create({ ...shared, taskQueue: QUEUES.bankCredit }),
  ]);
  running = Promise.all(workers.map((worker) => worker.run()));
});
afterAll(async () => {
  for (const worker of workers) worker.shutdown();
  await running;
  await connection.close();
  await engine.close();
  await places.release();
});

let serial = 0;
function aRow(...answers: readonly [Advanced, ...Advanced[]]) {
  serial += 1;
  const id = `pay_${serial}`;
  const advance = scripted<object, Advanced>(...answers);
  steps.set(id, advance);
  const row: OpenRow = { kind: 'payment', id, partnerId: 'prt_1', amount: 15_000 };
  const looks = (times: number) =>
    eventually(() => advance.asked.length >= times, { what: `${times} looks at the book` });
  return { row, looks, run: () => client.workflow.getHandle(workflowIds.payment(id)) };
}

describe('the engine', () => {
  it('starts a lost run with the word to look, and makes the one that lives look', async () => {
    const { row, looks, run } = aRow(DOUBT, DOUBT, DOUBT, SETTLED);
    await engine.lookAgain(row);
    await looks(2);
    await engine.lookAgain(row);
    await looks(3);
    await engine.lookAgain(row);
    expect(await run().result()).toEqual(DONE);
  });

  it('leaves a completed run completed', async () => {
    const { row, run } = aRow(SETTLED);
    await engine.startAgain(row);
    await run().result();
    const { runId } = await run().describe();
    await engine.lookAgain(row);
    await engine.startAgain(row);
    expect((await run().describe()).runId).toBe(runId);
  });

  it('tells a run that waits for a person of a decision', async () => {
    const { row, looks, run } = aRow(PERSON, SETTLED);
    await engine.startAgain(row);
    await looks(1);
    await engine.decide(row, DECISION);
    expect(await run().result()).toEqual(DONE);
  });

  it('makes a run look that takes no decision, and starts one that is lost', async () => {
    const early = aRow(DOUBT, SETTLED);
    await engine.startAgain(early.row);
    await early.looks(1);
    const lost = aRow(SETTLED);
    await Promise.all([early, lost].map(({ row }) => engine.decide(row, DECISION)));
    expect(await early.run().result()).toEqual(DONE);
    expect(await lost.run().result()).toEqual(DONE);
  });

  it('starts the refund of a net cancel again whose run was lost', async () => {
    const { row, run } = aRow(SETTLED);
    const refundId = row.id.replace('pay', 'rfd');
    const credit = scripted<object, Advanced>(PERSON, SETTLED);
    steps.set(refundId, credit);
    const compensation = { refundId, amountWon: 15_000 };
    const owed: Ended = { status: 'IN_PROGRESS', failureCode: null, compensation };
    const canceled: Ended = { status: 'CANCELED', failureCode: 'NET_CANCELED' };
    let isBack = false;
    books.set(row.id, () => (isBack ? canceled : owed));
    books.set(refundId, () => ((isBack = true), DONE));
    await engine.startAgain(row);
    await eventually(() => credit.asked.length === 1, { what: 'the refund runs' });
    const refund = client.workflow.getHandle(workflowIds.refund(refundId));
    await refund.terminate('by a careless operator');
    expect(await run().result()).toEqual(canceled);
    expect(credit.asked).toHaveLength(2);
  });
});
