import type { Book } from '../../../src/adapters/mysql/types';
import type { BankTransferRow } from '../../../src/adapters/mysql/models/bank';
import type { FoundMismatch } from '../../../src/adapters/mysql/reconciliation-types';
import { insertRow } from '../../../src/adapters/mysql/rows';
import { koreanDay, parseKoreanDay } from '../../../src/domain/korean-time';
import { won } from '../../../src/domain/money';
import { NOON, testBook, testStore, type TestStore } from './book-setup';
import { anAccountNumber, countRows, givenAccount, givenCustomer, givenPayment } from './givens';
import { aRefundRow } from './rows-builder';

const DAY = koreanDay(NOON);
const MORNING_AFTER = Date.parse('2026-11-23T01:00:00+09:00');

let store: TestStore;
let book: Book;
beforeAll(async () => {
  store = await testStore();
  book = testBook(store);
});
afterAll(async () => {
  await book.close();
  await store.close();
});

let serial = 0;

/** A transfer of a payment or refund, as it stands in the book. */
async function givenTransfer(
  of: Pick<BankTransferRow, 'movement_id' | 'payment_id'> & Partial<BankTransferRow>,
): Promise<BankTransferRow> {
  serial += 1;
  const reference = store.ids.reference();
  const row: BankTransferRow = {
    ...{ transfer_id: `${of.movement_id}.1`, kind: 'DEBIT', attempt: 1, tsymd: DAY },
    ...{ is_tuno: `${DAY}1631${serial}`, reference, passbook_text: `${reference} 온전상점` },
    ...{ amount_won: 15_000, state: 'SUCCEEDED', version: 2 },
    ...{ created_at: new Date(NOON), updated_at: new Date(NOON + 1_000) },
    ...of,
  };
  await store.units.unit((tx) => insertRow(tx, tx.models.bankTransfers, row));
  return row;
}

async function givenPaid(of: { accountId?: string; tsymd?: string; state?: string } = {}) {
  const customer = await givenCustomer(store, book);
  const accountId = of.accountId ?? customer.accountId;
  const paymentId = await givenPayment(store, { ...customer, accountId });
  const { tsymd = DAY, state = 'SUCCEEDED' } = of;
  const about = { movement_id: paymentId, payment_id: paymentId, tsymd, state };
  return { accountId, paymentId, transfer: await givenTransfer(about) };
}

const start = (day = DAY, at = MORNING_AFTER) =>
  book.reconciliations.start({ day, requestedBy: 'schedule', at });

/** A day of its own, so that no test meets the findings of another. */
let days = 0;
const aDay = () => parseKoreanDay(`202501${String((days += 1)).padStart(2, '0')}`);

const mismatch = (changes: Partial<FoundMismatch> = {}): FoundMismatch => ({
  ...{ key: `DOUBLED:${store.ids.reference()}:T1`, kind: 'DOUBLED', owed: won(15_000) },
  transfer: {
    ...{ kind: 'DEBIT', tsymd: DAY, isTuno: '1', amount: 15_000 },
    ...{ paymentId: 'pay_1', refundId: null },
  },
  row: {
    ...{ day: DAY, time: '163130', direction: 'OUT', amount: 15_000 },
    ...{ text: '7K2M9QX4T1B 온전상점', bankNumber: 'T1' },
  },
  ...changes,
});

describe('beginning', () => {
  it('gives one reconciliation per day to all who begin at once, and a new one after it ended', async () => {
    const day = aDay();
    const begun = await Promise.all(Array.from({ length: 8 }, () => start(day)));
    const { reconciliationId } = begun[0]!;
    expect(new Set(begun.map((one) => one.reconciliationId))).toEqual(new Set([reconciliationId]));
    expect(begun[0]).toMatchObject({ day, state: 'RUNNING', requestedBy: 'schedule', matched: 0 });
    await book.reconciliations.finish({ reconciliationId, at: MORNING_AFTER });
    expect((await start(day)).reconciliationId).not.toBe(reconciliationId);
  });

  it('is due for days of the last week that were not reconciled after they had ended', async () => {
    const day = (text: string) => parseKoreanDay(text);
    for (const tsymd of ['20240301', '20240305', '20240306', '20240307'])
      await givenPaid({ tsymd });
    const noonOf = (text: string) => Date.parse(`2024-03-${text}T12:00:00+09:00`);
    const end = async (text: string, at: number, fails = false) => {
      const { reconciliationId } = await start(day(text), at);
      if (fails) await book.reconciliations.fail({ reconciliationId, reason: 'no answer', at });
      else await book.reconciliations.finish({ reconciliationId, at });
    };
    await end('20240305', noonOf('06'));
    await end('20240306', noonOf('06'));
    await end('20240307', noonOf('08'), true);
    expect(await book.reconciliations.daysDue(day('20240308'))).toEqual([
      ...['20240306', '20240307', '20240308'],
    ]);
  });
});

describe('the accounts of a day', () => {
  it('come once per account number, page by page, with those where something may still turn up', async () => {
    const day = parseKoreanDay('20240615');
    const number = anAccountNumber();
    const memberId = (await givenCustomer(store, book)).memberId;
    const twice = await givenAccount(book, store, { memberId, accountNumber: number });
    const other = (await givenCustomer(store, book)).memberId;
    const again = await givenAccount(book, store, { memberId: other, accountNumber: number });
    await givenPaid({ accountId: twice, tsymd: day });
    await givenPaid({ accountId: again, tsymd: day });
    const usual = await givenPaid({ tsymd: day });
    const denied = await givenPaid({ tsymd: '20240610', state: 'NOT_FOUND' });
    await givenPaid({ tsymd: '20240610' });
    await givenPaid({ tsymd: '20240601', state: 'NOT_FOUND' });
    await givenPaid({ tsymd: '20240616' });

    const all = await book.reconciliations.accounts({ day, after: null, limit: 10 });
    const first = [twice, again].toSorted()[0];
    const expected = new Set([first, usual.accountId, denied.accountId]);
    expect(new Set(all)).toEqual(expected);
    expect(all).toHaveLength(3);
    const [one, two, three] = all;
    expect(await book.reconciliations.accounts({ day, after: null, limit: 2 })).toEqual([one, two]);
    expect(await book.reconciliations.accounts({ day, after: two!, limit: 2 })).toEqual([three]);
  });

  it('are read by their number, and found by it whoever registered them', async () => {
    const memberId = (await givenCustomer(store, book)).memberId;
    const accountNumber = anAccountNumber();
    const accountId = await givenAccount(book, store, { memberId, accountNumber });
    const other = (await givenCustomer(store, book)).memberId;
    const same = await givenAccount(book, store, { memberId: other, accountNumber });
    const place = await book.reconciliations.place(accountId);
    expect(place).toMatchObject({ accountId, bankCode: '011', accountNumber });
    expect((await book.reconciliations.place(same)).account).toBe(place.account);
  });
});

describe('the transfers to compare', () => {
  it('are those of the account on the day, and whatever the references lead to', async () => {
    const own = await givenPaid();
    const refund = aRefundRow(store.ids, { payment_id: own.paymentId });
    await store.units.unit((tx) => insertRow(tx, tx.models.refunds, refund));
    const credit = await givenTransfer({
      ...{ movement_id: refund.refund_id, payment_id: own.paymentId, kind: 'CREDIT' },
      ...{ amount_won: 5_000, state: 'UNKNOWN' },
    });
    const elsewhere = await givenPaid({ tsymd: '20261120', state: 'NOT_FOUND' });
    const { account } = await book.reconciliations.place(own.accountId);
    const found = await book.reconciliations.transfers({
      ...{ account, day: DAY },
      references: [elsewhere.transfer.reference, own.transfer.reference, '00000000000'],
    });
    const byId = new Map(found.map((one) => [one.transferId, one]));
    expect(byId.size).toBe(3);
    expect(byId.get(own.transfer.transfer_id)).toMatchObject({
      ...{ account, kind: 'DEBIT', state: 'SUCCEEDED', open: false, changedAt: NOON + 1_000 },
      shown: { paymentId: own.paymentId, refundId: null, isTuno: own.transfer.is_tuno },
    });
    expect(byId.get(credit.transfer_id)).toMatchObject({
      ...{ kind: 'CREDIT', amount: 5_000, state: 'UNKNOWN', open: true },
      shown: { paymentId: own.paymentId, refundId: refund.refund_id },
    });
    const other = byId.get(elsewhere.transfer.transfer_id);
    expect(other).toMatchObject({ tsymd: '20261120', state: 'NOT_FOUND' });
    expect(other?.account).not.toBe(account);
  });
});

describe('what was found', () => {
  it('is stored once per account, however often the activity is repeated', async () => {
    const { reconciliationId } = await start(aDay());
    const result = { reconciliationId, accountId: 'acc_1', bankRows: 7, matched: 3 };
    const findings = [mismatch(), mismatch({ transfer: null, owed: null })];
    await Promise.all([1, 2, 3].map(() => book.reconciliations.store({ ...result, findings })));
    const accountIds = ['acc_1', 'acc_2'];
    expect(await book.reconciliations.unread({ reconciliationId, accountIds })).toEqual(['acc_2']);
    const report = await book.reconciliations.finish({ reconciliationId, at: MORNING_AFTER });
    expect(report).toMatchObject({ state: 'DONE', accounts: 1, bankRows: 7, matched: 3 });
    expect(report.findings.map(({ transfer, row }) => ({ transfer, row }))).toEqual(
      findings.map(({ transfer, row }) => ({ transfer, row })),
    );
  });

  it('opens one case per mismatch over all runs, and leaves a closed one closed', async () => {
    const day = aDay();
    const found = mismatch();
    const run = async () => {
      const { reconciliationId } = await start(day);
      const result = { reconciliationId, accountId: 'acc_1', bankRows: 1, matched: 0 };
      await book.reconciliations.store({ ...result, findings: [found] });
      return book.reconciliations.finish({ reconciliationId, at: MORNING_AFTER });
    };
    const caseId = (await run()).findings[0]!.caseId!;
    expect(caseId).toMatch(/^wrk_[0-9A-HJKMNP-TV-Z]{26}$/);
    const where = `cases WHERE case_id = '${caseId}' AND day = '${day}' AND payment_id = 'pay_1'
      AND owed_won = 15000 AND kind = 'DOUBLED'`;
    expect(await countRows(store, `${where} AND state = 'OPEN'`)).toBe(1);
    await store.units.unit((tx) =>
      tx.change(`UPDATE cases SET state = 'CLOSED' WHERE case_id = :caseId`, { caseId }),
    );
    expect((await run()).findings[0]?.caseId).toBe(caseId);
    expect(await countRows(store, `${where} AND state = 'CLOSED'`)).toBe(1);
    expect(await countRows(store, `cases WHERE finding_key = '${found.key}'`)).toBe(1);
  });

  it('is owed as soon as a later run knows that it is', async () => {
    const found = mismatch({ owed: null });
    for (const owed of [null, won(15_000)]) {
      const { reconciliationId } = await start(aDay());
      const result = { reconciliationId, accountId: 'acc_1', bankRows: 1, matched: 0 };
      await book.reconciliations.store({ ...result, findings: [{ ...found, owed }] });
      await book.reconciliations.finish({ reconciliationId, at: MORNING_AFTER });
    }
    const owing = `cases WHERE finding_key = '${found.key}' AND owed_won = 15000`;
    expect(await countRows(store, owing)).toBe(1);
  });

  it('is one mismatch where another account explains what is missing', async () => {
    const { reconciliationId } = await start(aDay());
    const reference = store.ids.reference();
    const missing = mismatch({ kind: 'MISSING_AT_BANK', key: `MISSING_AT_BANK:${reference}` });
    const elsewhere = mismatch({ kind: 'OTHER_ACCOUNT', key: `OTHER_ACCOUNT:${reference}:T1` });
    const of = (accountId: string, one: FoundMismatch) => ({
      ...{ reconciliationId, accountId, bankRows: 1, matched: 0, findings: [one] },
    });
    await book.reconciliations.store(of('acc_1', missing));
    await book.reconciliations.store(of('acc_2', elsewhere));
    const { findings } = await book.reconciliations.finish({ reconciliationId, at: NOON });
    expect(findings.map(({ kind }) => kind)).toEqual(['OTHER_ACCOUNT']);
    expect(await countRows(store, `cases WHERE finding_key LIKE '%${reference}%'`)).toBe(1);
  });
});

describe('the end', () => {
  it('FAILED keeps what was found, its cases, and the reason; a later end changes nothing', async () => {
    const { reconciliationId } = await start(aDay());
    const result = { reconciliationId, accountId: 'acc_1', bankRows: 1, matched: 1 };
    await book.reconciliations.store({ ...result, findings: [mismatch()] });
    const end = { reconciliationId, at: MORNING_AFTER, reason: 'two accounts did not answer' };
    const report = await book.reconciliations.fail(end);
    expect(report).toMatchObject({ state: 'FAILED', failure: end.reason, matched: 1 });
    expect(report.findings[0]?.caseId).not.toBeNull();
    expect(await book.reconciliations.finish(end)).toEqual(report);
    expect(await book.reconciliations.byId(reconciliationId)).toEqual(report);
  });

  it('is told once', async () => {
    const { reconciliationId } = await start(aDay());
    expect(await book.reconciliations.isTold(reconciliationId)).toBe(false);
    await book.reconciliations.noteTold({ reconciliationId, at: NOON });
    expect(await book.reconciliations.isTold(reconciliationId)).toBe(true);
  });
});

it('lists the newest first, page by page', async () => {
  const ids: string[] = [];
  for (let one = 0; one < 3; one += 1) {
    store.clock.set(NOON + 86_400_000 * (one + 1));
    ids.unshift((await start(aDay())).reconciliationId);
  }
  const first = await book.reconciliations.list({ after: null, limit: 2 });
  expect(first.items.map((one) => one.reconciliationId)).toEqual(ids.slice(0, 2));
  const second = await book.reconciliations.list({ after: first.next, limit: 1 });
  expect(second.items.map((one) => one.reconciliationId)).toEqual(ids.slice(2));
});

it('keeps a reading of a statement as evidence that moves nothing', async () => {
  const pair = { tsymd: DAY, isTuno: '20261123010000000001' };
  const reading = { accountId: 'acc_9', pair, askedAt: NOON, endedAt: NOON + 300 };
  const words = { code: '00000', message: '12 rows', httpStatus: 200 };
  await book.reconciliations.noteReading({ ...reading, answered: true, ...words });
  await book.reconciliations.noteReading({ ...reading, answered: false, ...words, code: 'AI001' });
  const kept = `bank_exchanges WHERE subject_id = 'acc_9' AND kind = 'STATEMENT' AND duration_ms = 300`;
  expect(await countRows(store, `${kept} AND class = 'SUCCEEDED'`)).toBe(1);
  expect(await countRows(store, `${kept} AND class = 'UNKNOWN' AND code = 'AI001'`)).toBe(1);
});
