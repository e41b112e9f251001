import type { BankOutcome } from '../../../src/domain/bank-outcome';
import type { FailureCode } from '../../../src/domain/failure';
import type { NhBank } from '../../../src/adapters/nh-bank/types';
import { Died, startEngine, type Engine } from '../../support/engine';
import { eventsOf, evidenceOf, expectLegalHistory } from '../../support/engine-facts';

jest.setTimeout(60_000);

const WORDS = { code: null, message: null, httpStatus: null };
const yes = <T>(value: T): BankOutcome<T> => ({ class: 'SUCCEEDED', value, ...WORDS });
const no = (failureCode: FailureCode): BankOutcome<never> => ({
  ...{ class: 'REFUSED', failureCode, closed: false, ...WORDS },
});
const SILENCE: BankOutcome<never> = {
  ...{ class: 'UNKNOWN', because: 'NO_ANSWER', retryAfterSeconds: null, ...WORDS },
};
const PROCESSING: BankOutcome<never> = { class: 'STILL_PROCESSING', ...WORDS };
const HOLDER = yes({ holderName: '김하늘' });
const RGNO = yes({ registrationNumber: '20261122000000001' });

let aliases = 0;
/** A fin-account that no other account here has. */
function issued() {
  aliases += 1;
  return yes({ finAcno: `0082010999999${String(aliases).padStart(16, '0')}` });
}

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

interface Answers {
  readonly holder?: BankOutcome<{ holderName: string }>[];
  readonly open?: BankOutcome<{ registrationNumber: string | null }>[];
  readonly issue?: BankOutcome<{ finAcno: string | null }>[];
}

/** A bank that answers each question from its list, the last answer for ever. */
function bankThat({ holder = [HOLDER], open = [RGNO], issue = [issued()] }: Answers = {}) {
  const opened: Parameters<NhBank['openFinAccount']>[0][] = [];
  const asked: string[] = [];
  const next = <T>(list: T[]): Promise<T> =>
    Promise.resolve((list.length > 1 ? list.shift() : list[0]) as T);
  const bank: Partial<NhBank> = {
    inquireHolder: () => (asked.push('HOLDER'), next(holder)),
    openFinAccount: (call) => (asked.push('OPEN'), opened.push(call), next(open)),
    checkOpenFinAccount: () => (asked.push('ISSUE'), next(issue)),
  };
  return { bank, opened, asked };
}

const accountRow = async (accountId: string) => {
  const [row] = await engine.rows<Record<string, unknown>>(
    'SELECT status, failure_code, fin_acno_encrypted, fin_acno_hash FROM accounts WHERE account_id = :id',
    accountId,
  );
  return row;
};

describe('an opening', () => {
  it('is active after holder, opening and check, in one go', async () => {
    const accountId = await engine.acceptOpening();
    const { bank, asked } = bankThat();
    const worker = engine.worker(bank);
    expect(await worker.opening(accountId)).toEqual({ kind: 'settled' });
    expect(asked).toEqual(['HOLDER', 'OPEN', 'ISSUE']);
    for (let again = 0; again < 2; again += 1) {
      expect(await worker.ledger.settleOpening({ accountId })).toEqual({
        ...{ status: 'ACTIVE', failureCode: null },
      });
    }
    expect(await eventsOf(engine, accountId)).toEqual(['account.active']);
    const row = await accountRow(accountId);
    expect(String(row?.['fin_acno_encrypted'])).not.toContain('0082');
    expect(row?.['fin_acno_hash']).toEqual(expect.any(String));
    await expectLegalHistory(engine, accountId);
  });

  it('knows the holder by a name that is composed otherwise and has outer blanks', async () => {
    const accountId = await engine.acceptOpening();
    const name = `  ${'김하늘'.normalize('NFD')} `;
    const { bank } = bankThat({ holder: [yes({ holderName: name })] });
    expect(await engine.worker(bank).opening(accountId)).toEqual({ kind: 'settled' });
    expect(await engine.worker(bank).ledger.settleOpening({ accountId })).toMatchObject({
      status: 'ACTIVE',
    });
  });

  it('fails on another holder before anything is opened', async () => {
    const accountId = await engine.acceptOpening();
    const { bank, opened } = bankThat({ holder: [yes({ holderName: '이바다' })] });
    const worker = engine.worker(bank);
    await worker.opening(accountId);
    expect(await worker.ledger.settleOpening({ accountId })).toEqual({
      ...{ status: 'FAILED', failureCode: 'ACCOUNT_HOLDER_MISMATCH' },
    });
    expect(opened).toEqual([]);
    expect(await eventsOf(engine, accountId)).toEqual(['account.failed']);
  });

  it('fails when the account is registered at the bank elsewhere', async () => {
    const accountId = await engine.acceptOpening();
    const { bank } = bankThat({ open: [no('ALREADY_REGISTERED_AT_BANK')] });
    const worker = engine.worker(bank);
    await worker.opening(accountId);
    expect(await worker.ledger.settleOpening({ accountId })).toMatchObject({
      ...{ status: 'FAILED', failureCode: 'ALREADY_REGISTERED_AT_BANK' },
    });
  });

  it('fails when the bank gives it an alias that another member holds', async () => {
    const same = issued();
    const ends = [];
    for (const accountId of [await engine.acceptOpening(), await engine.acceptOpening()]) {
      const worker = engine.worker(bankThat({ issue: [same] }).bank);
      await worker.opening(accountId);
      ends.push(await worker.ledger.settleOpening({ accountId }));
    }
    expect(ends).toEqual([
      { status: 'ACTIVE', failureCode: null },
      { status: 'FAILED', failureCode: 'ALREADY_REGISTERED_AT_BANK' },
    ]);
  });

  it('is sent again with its own pair after silence, and tells of the doubt', async () => {
    const accountId = await engine.acceptOpening();
    const { bank, opened } = bankThat({ open: [SILENCE, PROCESSING, RGNO] });
    const worker = engine.worker(bank);
    expect(await worker.opening(accountId)).toMatchObject({
      ...{ kind: 'wait', afterMs: 2_000, detail: 'BANK_RESULT_UNKNOWN' },
    });
    engine.at(2);
    expect(await worker.opening(accountId)).toMatchObject({ afterMs: 10_000 });
    engine.at(12);
    expect(await worker.opening(accountId)).toEqual({ kind: 'settled' });
    expect(new Set(opened.map(({ pair }) => pair.isTuno)).size).toBe(1);
    await worker.ledger.settleOpening({ accountId });
    expect(await eventsOf(engine, accountId)).toEqual([
      'account.bank_result_unknown',
      'account.active',
    ]);
  });

  it('survives a worker that dies with the request on the wire: the same pair again', async () => {
    const accountId = await engine.acceptOpening();
    const first = bankThat();
    const dying = engine.worker(
      { ...first.bank, openFinAccount: () => Promise.reject(new Died('on the wire')) },
      {},
    );
    await expect(dying.opening(accountId)).rejects.toThrow(Died);
    expect(await evidenceOf(engine, accountId)).toEqual(['HOLDER SUCCEEDED', 'OPEN -']);
    const [stored] = await engine.rows<{ opening_is_tuno: string }>(
      'SELECT opening_is_tuno FROM accounts WHERE account_id = :id',
      accountId,
    );
    const { bank, opened } = bankThat();
    engine.at(4);
    expect(await engine.worker(bank).opening(accountId)).toMatchObject({ afterMs: 1_000 });
    engine.at(7);
    expect(await engine.worker(bank).opening(accountId)).toEqual({ kind: 'settled' });
    expect(opened.map(({ pair }) => pair.isTuno)).toEqual([stored?.opening_is_tuno]);
  });

  it('is asked by one of two workers only', async () => {
    const accountId = await engine.acceptOpening();
    const { bank, opened } = bankThat();
    await Promise.all([1, 2, 3].map(() => engine.worker(bank).opening(accountId)));
    expect(opened).toHaveLength(1);
  });
});
