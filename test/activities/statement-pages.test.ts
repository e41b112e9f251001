import { readStatementPages } from '../../activities/statement-pages';
import type { StatementRow } from '../../src/adapters/nh-bank/types';
import { parseKoreanDay } from '../../src/domain/korean-time';
import { won } from '../../src/domain/money';

const DAY = parseKoreanDay('20260302');
const ROW: StatementRow = {
  ...{ day: DAY, time: '115959', direction: 'OUT', amount: won(15_000), balanceAfter: null },
  ...{ cancelled: false, bankNumber: 'NH1', text: '7K2M9QX4T1B 온전상점' },
};
const UNNUMBERED = { ...ROW, bankNumber: '' };
const WORDS = { code: '00000', message: 'ok', httpStatus: 200 };

/** Reads a statement of these pages; `goOn` is asked between them. */
async function reading(pages: readonly (readonly StatementRow[])[], goOn = () => true) {
  let sequence = 0;
  return readStatementPages(
    {
      bank: {
        readStatementPage: async ({ page }) => ({
          ...{ class: 'SUCCEEDED', ...WORDS },
          value: { rows: pages[page - 1] ?? [], hasMore: page < pages.length },
        }),
      },
      sequences: { nextSequence: async () => (sequence += 1) },
      clock: { now: () => Date.parse('2026-03-02T12:00:00+09:00') },
    },
    { place: { bankCode: '011', accountNumber: '3020000000901' }, from: DAY, day: DAY, goOn },
  );
}

it('a row that moves on to the next page meanwhile is one row, with the call that showed it first', async () => {
  const { isWhole, rows, firstPair } = await reading([[ROW], [ROW]]);
  expect([isWhole, rows]).toEqual([true, [{ ...ROW, callPair: firstPair }]]);
});

it('rows that only look alike are two, and so are two of one page', async () => {
  expect((await reading([[UNNUMBERED], [UNNUMBERED]])).rows).toHaveLength(2);
  expect((await reading([[ROW], [{ ...ROW, bankNumber: 'NH2' }]])).rows).toHaveLength(2);
  expect((await reading([[ROW, ROW]])).rows).toHaveLength(2);
});

it('what is broken off between two pages is not whole', async () => {
  expect(await reading([[ROW], []], () => false)).toMatchObject({ isWhole: false, page: 1 });
});
