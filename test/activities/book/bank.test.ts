import type { BankOutcome, CheckOutcome } from '../../../src/domain/bank-outcome';
import { startOfKoreanDay, endOfKoreanDay } from '../../../src/domain/korean-time';
import type { DebitCall, NhBank } from '../../../src/adapters/nh-bank/types';
import { ALIAS, Died, startEngine, type Engine } from '../../support/engine';
import { eventsOf, evidenceOf, expectLegalHistory, transfersOf } from '../../support/engine-facts';

jest.setTimeout(60_000);

const WORDS = { code: null, message: null, httpStatus: null };
const YES: BankOutcome = {
  class: 'SUCCEEDED',
  value: null,
  ...WORDS,
  code: '00000',
  httpStatus: 200,
};
const unknown = (because: 'NO_ANSWER' | 'UNDECIDED' | 'DUPLICATE'): BankOutcome => ({
  ...{ class: 'UNKNOWN', because, retryAfterSeconds: null, ...WORDS },
});
const NEVER_LEFT: BankOutcome = { class: 'NEVER_LEFT', ...WORDS };
const finding = (one: 'PROCESSING' | 'NOT_FOUND' | 'NOT_ANSWERED'): CheckOutcome => ({
  ...{ class: 'SUCCEEDED', finding: one, ...WORDS },
});
const EXECUTED: CheckOutcome = {
  ...{ class: 'SUCCEEDED', finding: 'EXECUTED', processedAt: null, ...WORDS },
};

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

/** A bank whose debits are answered by a function, and which keeps the calls. */
function bankThat(
  answer: (call: DebitCall) => BankOutcome | Promise<BankOutcome>,
  check: CheckOutcome = finding('PROCESSING'),
) {
  const debits: DebitCall[] = [];
  const checks: Parameters<NhBank['checkDebit']>[0][] = [];
  const bank: Partial<NhBank> = {
    async debit(call) {
      debits.push(call);
      return answer(call);
    },
    checkDebit(call) {
      checks.push(call);
      return Promise.resolve(check);
    },
  };
  return { bank, debits, checks };
}

const statusOf = async (paymentId: string) => {
  const [row] = await engine.rows<{ status: string; status_detail: string | null }>(
    'SELECT status, status_detail FROM payments WHERE payment_id = :id',
    paymentId,
  );
  return row;
};

describe('a debit', () => {
  it('is in the book, with its pair and its lease, before the first byte leaves', async () => {
    const paymentId = await engine.acceptPayment();
    const { bank, debits } = bankThat(async (call) => {
      const [transfer] = await transfersOf(engine, paymentId);
      expect(transfer).toMatchObject({
        ...{ state: 'DISPATCHED', is_tuno: call.pair.isTuno, tsymd: call.pair.tsymd },
      });
      expect(call.text.slice(0, 11)).toBe(transfer?.reference);
      expect(await evidenceOf(engine, paymentId)).toEqual(['SEND -']);
      expect(await statusOf(paymentId)).toEqual({
        ...{ status: 'IN_PROGRESS', status_detail: 'WAITING_FOR_BANK' },
      });
      return YES;
    });
    expect(await engine.worker(bank).debit(paymentId)).toEqual({ kind: 'settled' });
    expect(debits).toHaveLength(1);
    expect(debits[0]).toMatchObject({ finAcno: ALIAS, amount: 15_000 });
    expect(await evidenceOf(engine, paymentId)).toEqual(['SEND SUCCEEDED']);
    expect(await transfersOf(engine, paymentId)).toMatchObject([{ state: 'SUCCEEDED' }]);
  });

  it('keeps the words of the bank, and how long it took, as evidence', async () => {
    const paymentId = await engine.acceptPayment();
    const words = { code: 'R0001', message: '출금계좌의 잔액이 부족합니다.', httpStatus: 200 };
    const no = { class: 'REFUSED', failureCode: 'INSUFFICIENT_BALANCE', closed: false } as const;
    const { bank } = bankThat(() => ({ ...no, ...words }));
    await engine.worker(bank).debit(paymentId);
    const [row] = await engine.rows<Record<string, unknown>>(
      `SELECT code, message, http_status, failure_code, duration_ms >= 0 AS lasted, api
       FROM bank_exchanges WHERE subject_id = CONCAT(:id, '.1')`,
      paymentId,
    );
    expect(row).toEqual({
      ...{ code: words.code, message: words.message, http_status: 200, lasted: 1 },
      ...{ failure_code: 'INSUFFICIENT_BALANCE', api: 'DrawingTransfer' },
    });
  });

  it('is asked about at once, under a number of its own, after "used already" to a repetition', async () => {
    const paymentId = await engine.acceptPayment();
    const answers = [unknown('NO_ANSWER'), unknown('DUPLICATE')];
    const { bank, debits, checks } = bankThat(() => answers.shift() ?? YES, EXECUTED);
    const worker = engine.worker(bank);
    expect(await worker.debit(paymentId)).toMatchObject({
      ...{ kind: 'wait', afterMs: 2_000, detail: 'BANK_RESULT_UNKNOWN' },
    });
    engine.at(2);
    expect(await worker.debit(paymentId)).toEqual({ kind: 'settled' });
    expect(debits.map(({ pair }) => pair)).toEqual([debits[0]?.pair, debits[0]?.pair]);
    expect(checks).toHaveLength(1);
    expect(checks[0]?.original).toEqual(debits[0]?.pair);
    expect(checks[0]?.pair.isTuno).not.toBe(debits[0]?.pair.isTuno);
    expect(await evidenceOf(engine, paymentId)).toEqual([
      'SEND UNKNOWN NO_ANSWER',
      'SEND UNKNOWN DUPLICATE',
      'CHECK EXECUTED',
    ]);
    await worker.ledger.settlePayment({ paymentId });
    await expectLegalHistory(engine, paymentId);
  });

  it('in doubt, and waiting for a person, is told in order without gaps', async () => {
    const paymentId = await engine.acceptPayment();
    const { bank, debits, checks } = bankThat(() => unknown('UNDECIDED'));
    const worker = engine.worker(bank);
    await worker.debit(paymentId);
    for (const seconds of [160, 320, 480, 640]) {
      engine.at(seconds);
      expect(await worker.debit(paymentId)).toMatchObject({ detail: 'BANK_RESULT_UNKNOWN' });
    }
    engine.at(800);
    expect(await worker.debit(paymentId)).toMatchObject({
      ...{ kind: 'wait', afterMs: 100_000, detail: 'WAITING_FOR_OPERATOR' },
    });
    engine.at(801);
    expect(await worker.debit(paymentId)).toMatchObject({ afterMs: 99_000 });
    expect([debits.length, checks.length]).toEqual([1, 5]);
    expect(await eventsOf(engine, paymentId)).toEqual([
      'payment.bank_result_unknown',
      'payment.waiting_for_operator',
    ]);
    await expectLegalHistory(engine, paymentId);
  });
});

describe('a worker that dies', () => {
  it.each(['W2', 'W4'] as const)(
    'at %s leaves a send in doubt: the same pair again',
    async (point) => {
      const paymentId = await engine.acceptPayment();
      const first = bankThat(() => YES);
      const dying = engine.worker(first.bank, { diesAt: point });
      await expect(dying.debit(paymentId)).rejects.toThrow(Died);
      expect(await evidenceOf(engine, paymentId)).toEqual(['SEND -']);

      const { bank, debits } = bankThat(() => YES);
      const other = engine.worker(bank);
      engine.at(4);
      expect(await other.debit(paymentId)).toMatchObject({
        ...{ kind: 'wait', afterMs: 1_000, because: 'ANOTHER_WORKER_HOLDS_THE_LEASE' },
      });
      engine.at(6.999);
      expect(await other.debit(paymentId)).toMatchObject({ afterMs: 1 });
      expect(debits).toEqual([]);
      engine.at(7);
      expect(await other.debit(paymentId)).toEqual({ kind: 'settled' });
      const [transfer, ...more] = await transfersOf(engine, paymentId);
      expect(more).toEqual([]);
      expect(debits.map(({ pair }) => pair.isTuno)).toEqual([transfer?.is_tuno]);
      for (const { pair } of first.debits) expect(pair).toEqual(debits[0]?.pair);
      expect(await evidenceOf(engine, paymentId)).toEqual(['SEND -', 'SEND SUCCEEDED']);
    },
  );

  it('with a check in its hands leaves nothing undone: it is asked again', async () => {
    const paymentId = await engine.acceptPayment();
    const { bank } = bankThat(() => unknown('UNDECIDED'), EXECUTED);
    await engine.worker(bank).debit(paymentId);
    engine.at(160);
    await expect(engine.worker(bank, { diesAt: 'W8' }).debit(paymentId)).rejects.toThrow(Died);
    engine.at(175);
    expect(await engine.worker(bank).debit(paymentId)).toEqual({ kind: 'settled' });
    expect(await evidenceOf(engine, paymentId)).toEqual([
      'SEND UNKNOWN UNDECIDED',
      'CHECK -',
      'CHECK EXECUTED',
    ]);
  });
});

describe('two workers at once', () => {
  it('send once', async () => {
    const paymentId = await engine.acceptPayment();
    const { bank, debits } = bankThat(() => YES);
    const workers = Array.from({ length: 4 }, () => engine.worker(bank));
    const heard = await Promise.all(workers.map((one) => one.debit(paymentId)));
    expect(debits).toHaveLength(1);
    expect(heard).toContainEqual({ kind: 'settled' });
    expect(await evidenceOf(engine, paymentId)).toEqual(['SEND SUCCEEDED']);
  });
});

describe('right before the first byte', () => {
  const midnight = endOfKoreanDay('20261122' as Parameters<typeof endOfKoreanDay>[0]);

  async function maySendAt(acceptedAt: number, writesAt: number, decisionSeconds = 900) {
    const paymentId = await engine.acceptPayment({ decisionSeconds });
    if (acceptedAt > 0) {
      await engine.store.units.unit((tx) =>
        tx.change('UPDATE payments SET decision_deadline = :at WHERE payment_id = :id', {
          ...{ at: new Date(acceptedAt + 3_600_000), id: paymentId },
        }),
      );
      engine.store.clock.set(acceptedAt);
    }
    const answers: boolean[] = [];
    const { bank } = bankThat(({ mayStillSend }) => {
      engine.store.clock.set(writesAt);
      answers.push(mayStillSend?.() ?? true);
      return answers[0] === true ? YES : NEVER_LEFT;
    });
    await engine.worker(bank).debit(paymentId);
    return answers;
  }

  it('the lease is looked at again', async () => {
    const noon = midnight - 12 * 3_600_000;
    expect(await maySendAt(noon, noon + 4_999)).toEqual([true]);
    expect(await maySendAt(noon, noon + 5_000)).toEqual([false]);
    expect(await maySendAt(noon, noon + 3_600_000 - 1)).toEqual([false]);
  });

  it('the Korean day is looked at again: not in its last 30 s, not after it', async () => {
    const late = midnight - 31_000;
    expect(await maySendAt(late, midnight - 30_001)).toEqual([true]);
    expect(await maySendAt(late, midnight - 30_000)).toEqual([false]);
  });

  it('the deadline is looked at again, also when the same pair is sent again', async () => {
    const paymentId = await engine.acceptPayment({ decisionSeconds: 20 });
    const seen: boolean[] = [];
    const { bank, debits } = bankThat(({ mayStillSend }) => {
      if (debits.length === 1) {
        engine.at(10);
        return unknown('NO_ANSWER');
      }
      for (const seconds of [19.999, 20]) {
        engine.at(seconds);
        seen.push(mayStillSend?.() ?? true);
      }
      return NEVER_LEFT;
    });
    await engine.worker(bank).debit(paymentId);
    engine.at(18);
    expect(await engine.worker(bank).debit(paymentId)).toMatchObject({
      ...{ kind: 'wait', afterMs: 150_000, detail: 'NET_CANCELING' },
    });
    expect(seen).toEqual([true, false]);
    expect(debits).toHaveLength(2);
  });
});

describe('a debit that never left', () => {
  it('gets a new pair, and a new reference, on the next Korean day', async () => {
    const paymentId = await engine.acceptPayment();
    const day = startOfKoreanDay('20261123' as Parameters<typeof startOfKoreanDay>[0]);
    await engine.store.units.unit((tx) =>
      tx.change('UPDATE payments SET decision_deadline = :at WHERE payment_id = :id', {
        ...{ at: new Date(day + 900_000), id: paymentId },
      }),
    );
    const answers = [NEVER_LEFT, YES];
    const { bank, debits } = bankThat(() => answers.shift() ?? YES);
    engine.store.clock.set(day - 40_000);
    await engine.worker(bank).debit(paymentId);
    engine.store.clock.set(day + 1_000);
    expect(await engine.worker(bank).debit(paymentId)).toEqual({ kind: 'settled' });
    const transfers = await transfersOf(engine, paymentId);
    expect(transfers).toMatchObject([
      { tsymd: '20261122', state: 'PREPARED', attempt: 1 },
      { tsymd: '20261123', state: 'SUCCEEDED', attempt: 2 },
    ]);
    expect(transfers[0]?.reference).not.toBe(transfers[1]?.reference);
    expect(debits[1]?.pair.tsymd).toBe('20261123');
  });
});
