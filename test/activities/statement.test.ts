import { readStatement } from '../../activities/statement';
import type { Claim, MovementFile } from '../../src/adapters/mysql/movement-types';
import type { NhBank, StatementPage, StatementRow } from '../../src/adapters/nh-bank/types';
import type { BankOutcome } from '../../src/domain/bank-outcome';
import { parseKoreanDay } from '../../src/domain/korean-time';
import { won } from '../../src/domain/money';

const DAY = parseKoreanDay('20260302');
const NOON = Date.parse('2026-03-02T12:00:00+09:00');
const WORDS = { code: '00000', message: 'ok', httpStatus: 200 };

const ROW: StatementRow = {
  ...{ day: DAY, time: '115959', direction: 'OUT', amount: won(15_000), balanceAfter: null },
  ...{ cancelled: false, bankNumber: 'NH1', text: '7K2M9QX4T1B 온전상점' },
};
const OTHER: StatementRow = { ...ROW, text: 'C4W8R0ZN6HE 온전상점', bankNumber: 'NH2' };

type Answer = BankOutcome<StatementPage>;
type Asked = Parameters<NhBank['readStatementPage']>[0];

const page = (rows: readonly StatementRow[], hasMore = false): Answer => ({
  ...{ class: 'SUCCEEDED', value: { rows, hasMore } },
  ...WORDS,
});

/** Reads a statement whose pages are these, the last one repeating. */
async function reading(
  pages: readonly Answer[],
  wish: { kind?: 'PAYMENT' | 'REFUND'; now?: number; startedAt?: number } = {},
) {
  const asked: Asked[] = [];
  let sequence = 10;
  const outcome = await readStatement(
    {
      bank: {
        async readStatementPage(call) {
          asked.push(call);
          const answer = pages[Math.min(asked.length, pages.length) - 1];
          if (!answer) throw new Error('a statement has a page');
          return answer;
        },
      },
      sequences: { nextSequence: async () => (sequence += 1) },
      clock: { now: () => wish.now ?? NOON },
    },
    {
      file: {
        ref: { kind: wish.kind ?? 'PAYMENT', id: 'pay_1' },
        amount: won(15_000),
        account: { bankCode: '011', accountNumber: '3020000000901' },
      } as MovementFile,
      claim: {
        transferPair: { tsymd: DAY, isTuno: '20260302115900000001' },
        callPair: { tsymd: DAY, isTuno: '20260302120000000002' },
        passbookText: '7K2M9QX4T1B 온전상점',
      } as Claim,
      startedAt: wish.startedAt ?? performance.now(),
    },
  );
  return { outcome, asked };
}

describe('a reading of the statement', () => {
  it('proves a debit by one standing row with its reference, and names the row', async () => {
    const { outcome } = await reading([page([OTHER, ROW])]);
    expect(outcome).toEqual({
      finding: 'EXECUTED',
      bookedAt: Date.parse('2026-03-02T11:59:59+09:00'),
      ...WORDS,
      message: 'row 20260302 115959 OUT 15000 "7K2M9QX4T1B 온전상점" NH1',
    });
  });

  it('proves a credit by a row that goes in', async () => {
    const { outcome } = await reading([page([{ ...ROW, direction: 'IN' }])], { kind: 'REFUND' });
    expect(outcome.finding).toBe('EXECUTED');
  });

  it('matches the first eleven characters: a printer that cuts the memo cannot hide the row', async () => {
    const { outcome } = await reading([page([{ ...ROW, text: '7K2M9QX4T1B' }])]);
    expect(outcome.finding).toBe('EXECUTED');
  });

  it.each<[string, StatementRow[]]>([
    ['two rows with the reference', [ROW, { ...ROW, bankNumber: 'NH3' }]],
    ['another amount', [{ ...ROW, amount: won(15_001) }]],
    ['the other direction', [{ ...ROW, direction: 'IN' }]],
    ['a cancelled row', [{ ...ROW, cancelled: true }]],
    ['a standing row beside its cancellation', [ROW, { ...ROW, cancelled: true }]],
  ])('%s proves nothing', async (_, rows) => {
    const { outcome } = await reading([page(rows)]);
    expect(outcome.finding).toBe('AMBIGUOUS');
    expect(outcome.message).toContain('row 20260302 115959');
  });

  it('finds nothing only when every page was read', async () => {
    const { outcome, asked } = await reading([
      ...[page([OTHER], true), page([{ ...OTHER, bankNumber: 'NH3' }], true), page([])],
    ]);
    expect(outcome).toEqual({ finding: 'NOT_FOUND', ...WORDS, message: 'not among 2 rows' });
    expect(asked.map((call) => call.page)).toEqual([1, 2, 3]);
  });

  it('counts a row once that moved on to the next page meanwhile', async () => {
    const { outcome } = await reading([page([ROW], true), page([ROW, OTHER])]);
    expect(outcome.finding).toBe('EXECUTED');
  });

  it('finds the row on a later page', async () => {
    const { outcome } = await reading([page([OTHER], true), page([ROW])]);
    expect(outcome.finding).toBe('EXECUTED');
  });

  it('asks each page under a pair of its own, the first under that of the claim', async () => {
    const { asked } = await reading([page([], true), page([], true), page([])]);
    const numbers = asked.map(({ pair }) => pair.isTuno);
    expect(numbers[0]).toBe('20260302120000000002');
    expect(new Set(numbers).size).toBe(3);
  });

  it.each<[string, Answer]>([
    ['refused', { class: 'REFUSED', failureCode: 'BANK_REFUSED', closed: false, ...WORDS }],
    ['unanswered', { class: 'NEVER_LEFT', ...WORDS }],
    ['unreadable', { class: 'UNKNOWN', because: 'UNDECIDED', retryAfterSeconds: null, ...WORDS }],
  ])('a page that is %s leaves the whole unanswered, whatever stood on others', async (_, bad) => {
    const { outcome } = await reading([page([ROW], true), bad]);
    expect(outcome).toEqual({ finding: 'NOT_ANSWERED', ...WORDS, message: 'page 2: ok' });
  });

  it('is given up at 200 pages', async () => {
    const { outcome, asked } = await reading([page([ROW], true)]);
    expect(outcome.finding).toBe('NOT_ANSWERED');
    expect(asked).toHaveLength(200);
  });

  it('that takes longer than its budget is not believed', async () => {
    const late = { startedAt: performance.now() - 25_001 };
    const { outcome, asked } = await reading([page([ROW])], late);
    expect(outcome.finding).toBe('NOT_ANSWERED');
    expect(asked[0]?.mayStillSend?.()).toBe(false);
  });

  it.each([
    ['on the day itself', '2026-03-02T23:59:59+09:00', '20260302'],
    ['on the next day', '2026-03-03T00:00:01+09:00', '20260303'],
    ['days later', '2026-03-06T12:00:00+09:00', '20260303'],
  ])('asked %s ends with the next day, but not beyond today', async (_, now, to) => {
    const { asked } = await reading([page([])], { now: Date.parse(now) });
    expect(asked[0]).toMatchObject({ from: DAY, to });
  });
});
