import { parseKoreanDay } from '../../src/domain/korean-time';
import { won } from '../../src/domain/money';
import { reconcile, referenceOf, withoutExplained } from '../../src/domain/reconcile';
import type { BankRow, BookTransfer } from '../../src/domain/reconcile';

const DAY = parseKoreanDay('20261122');
const NEXT = parseKoreanDay('20261123');
const BEFORE = parseKoreanDay('20261121');
const REF = '7K2M9QX4T1B';
const NOON = Date.parse('2026-11-23T01:00:00+09:00');

const transfer = (changes: Partial<BookTransfer> = {}): BookTransfer => ({
  transferId: 'pay_1.1',
  ...{ reference: REF, kind: 'DEBIT', tsymd: DAY, amount: won(15_000), account: 'A' },
  ...{ state: 'SUCCEEDED', open: false, changedAt: NOON - 3_600_000 },
  ...changes,
});

const row = (changes: Partial<BankRow> = {}): BankRow => ({
  ...{ account: 'A', day: DAY, time: '163130', direction: 'OUT', amount: won(15_000) },
  ...{ cancelled: false, bankNumber: 'T1', text: `${REF} 온전상점` },
  ...changes,
});

function compare(transfers: readonly BookTransfer[], rows: readonly BankRow[]) {
  const at = { day: DAY, readAt: NOON, bookingLagMs: 60_000, accounts: ['A'] };
  const { matched, findings, proofs } = reconcile({ ...at, transfers, rows });
  const seen = findings.map(({ kind, owed }) => [kind, owed]);
  return { matched, findings: seen, proofs: proofs.length };
}

const nothing = { matched: 0, findings: [], proofs: 0 };

describe('the reference in a passbook text', () => {
  it.each([
    [`${REF} 온전상점`, REF],
    [REF, REF],
    [`${REF}\t온전`, REF],
    [`${REF}온전상점`, null],
    ['7K2M9QX4T1I 온전상점', null],
    ['7k2m9qx4t1b 온전상점', null],
    [` ${REF}`, null],
    ['급여', null],
    ['', null],
  ])('of %j is %j', (text, reference) => {
    expect(referenceOf(text)).toBe(reference);
  });
});

describe('a transfer and its rows', () => {
  it('match where account, direction, amount and reference are the same', () => {
    expect(compare([transfer()], [row()])).toEqual({ ...nothing, matched: 1 });
    const credit = transfer({ kind: 'CREDIT' });
    expect(compare([credit], [row({ direction: 'IN' })])).toEqual({ ...nothing, matched: 1 });
  });

  it.each<[string, Partial<BookTransfer> | null, Partial<BankRow>[], unknown[]]>([
    ['missing at the bank', {}, [], [['MISSING_AT_BANK', null]]],
    ['a reference nobody knows', null, [{}], [['MISSING_WITH_US', null]]],
    [
      'a debit after "not executed": all of it is owed',
      { state: 'NOT_FOUND' },
      [{}],
      [['MISSING_WITH_US', 15_000]],
    ],
    ['a debit after a refusal', { state: 'REFUSED' }, [{}], [['MISSING_WITH_US', 15_000]]],
    ['one that never left', { state: 'PREPARED' }, [{}], [['MISSING_WITH_US', 15_000]]],
    [
      'a credit after a refund that failed: nothing is taken back',
      { kind: 'CREDIT', state: 'NOT_FOUND' },
      [{ direction: 'IN' }],
      [['MISSING_WITH_US', null]],
    ],
    [
      'a credit that was settled outside and came all the same',
      { kind: 'CREDIT', state: 'UNKNOWN' },
      [{ direction: 'IN' }],
      [['MISSING_WITH_US', null]],
    ],
    ['too much taken', {}, [{ amount: won(15_001) }], [['OTHER_AMOUNT', 1]]],
    ['too little taken', {}, [{ amount: won(14_999) }], [['OTHER_AMOUNT', null]]],
    [
      'too much given back',
      { kind: 'CREDIT' },
      [{ direction: 'IN', amount: won(20_000) }],
      [['OTHER_AMOUNT', null]],
    ],
    ['on another account', {}, [{ account: 'B' }], [['OTHER_ACCOUNT', null]]],
    ['in the wrong direction', {}, [{ direction: 'IN' }], [['MISSING_WITH_US', null]]],
  ])('%s', (_what, change, rows, findings) => {
    const transfers = change ? [transfer(change)] : [];
    expect(compare(transfers, rows.map(row))).toEqual({ ...nothing, findings });
  });

  it('count twice taken as matched once and doubled for the rest', () => {
    const rows = [row({ amount: won(9_000), bankNumber: 'T0' }), row(), row({ bankNumber: 'T2' })];
    const findings = [
      ['DOUBLED', 15_000],
      ['DOUBLED', 9_000],
    ];
    expect(compare([transfer()], rows)).toEqual({ ...nothing, matched: 1, findings });
  });

  it('tell two rows apart that are alike in everything and have no number of the bank', () => {
    const rows = [row(), row(), row()].map((one) => ({ ...one, bankNumber: '' }));
    const at = { day: DAY, readAt: NOON, bookingLagMs: 0, accounts: ['A'] };
    const { findings } = reconcile({ ...at, transfers: [transfer()], rows });
    expect(new Set(findings.map(({ key }) => key)).size).toBe(2);
  });

  it('are not judged while the statement may lag behind', () => {
    const fresh = transfer({ changedAt: NOON - 59_999 });
    expect(compare([fresh], [])).toEqual(nothing);
    expect(compare([transfer({ changedAt: NOON - 60_000 })], []).findings).toHaveLength(1);
  });

  it('of a customer’s own business do not concern us', () => {
    expect(compare([], [row({ text: '급여' }), row({ text: '7K2M9QX4T1' })])).toEqual(nothing);
  });

  it('that are settled outside the bank are expected to be missing', () => {
    expect(compare([transfer({ kind: 'CREDIT', state: 'UNKNOWN' })], [])).toEqual(nothing);
  });
});

describe('a row that was cancelled', () => {
  const gone = row({ cancelled: true, bankNumber: 'T9' });

  it('takes the row it cancels with it: what we call done is missing', () => {
    const findings = [['MISSING_AT_BANK', null]];
    expect(compare([transfer()], [gone])).toEqual({ ...nothing, findings });
    expect(compare([transfer()], [row(), gone])).toEqual({ ...nothing, findings });
  });

  it('on another account does not say that ours is missing on its own, which was not read', () => {
    const other = transfer({ account: 'B' });
    expect(compare([other], [gone])).toEqual(nothing);
  });

  it('leaves a second one standing, and says nothing against a refusal', () => {
    const twice = [row(), gone, row({ bankNumber: 'T2' })];
    expect(compare([transfer()], twice)).toEqual({ ...nothing, matched: 1 });
    expect(compare([transfer({ state: 'REFUSED' })], [gone])).toEqual(nothing);
    expect(compare([], [row(), gone])).toEqual(nothing);
  });

  it('proves nothing of a transfer in doubt', () => {
    const doubt = transfer({ state: 'UNKNOWN', open: true });
    expect(compare([doubt], [gone])).toEqual(nothing);
    expect(compare([doubt], [row(), gone, row({ bankNumber: 'T2' })])).toEqual(nothing);
  });
});

describe('a transfer in doubt', () => {
  const doubt = transfer({ state: 'UNKNOWN', open: true });

  it('is proven by the one row that fits, and waits for more without one', () => {
    expect(compare([doubt], [row()])).toEqual({ ...nothing, proofs: 1 });
    expect(compare([doubt], [])).toEqual(nothing);
  });

  it.each(['PREPARED', 'REFUSED', 'NOT_FOUND'] as const)(
    'is also one given up as %s: a further pair would pay again',
    (state) => {
      const givenUp = transfer({ kind: 'CREDIT', state, open: true });
      const came = row({ direction: 'IN' });
      expect(compare([givenUp], [came])).toEqual({ ...nothing, proofs: 1 });
      expect(compare([givenUp], [])).toEqual(nothing);
    },
  );

  it('is no longer asked about while its answer may still come', () => {
    const onTheWire = transfer({ state: 'DISPATCHED', open: true, changedAt: NOON - 1_000 });
    expect(compare([onTheWire], [row()])).toEqual(nothing);
    const lost = transfer({ state: 'DISPATCHED', open: true, changedAt: NOON - 61_000 });
    expect(compare([lost], [row()])).toEqual({ ...nothing, proofs: 1 });
  });

  it.each<[string, Partial<BankRow>[], unknown[]]>([
    ['two rows', [{}, { bankNumber: 'T2' }], [['DOUBLED', 15_000]]],
    ['another amount', [{ amount: won(20_000) }], [['OTHER_AMOUNT', 5_000]]],
    ['another account', [{ account: 'B' }], [['OTHER_ACCOUNT', null]]],
  ])('is not proven by %s, which a person has to see', (_what, rows, findings) => {
    expect(compare([doubt], rows.map(row))).toEqual({ ...nothing, findings });
  });
});

describe('midnight', () => {
  it('books a transfer of the day on the next one', () => {
    expect(compare([transfer()], [row({ day: NEXT })])).toEqual({ ...nothing, matched: 1 });
  });

  it('leaves the rows of the next day’s transfers to that day', () => {
    const tomorrow = transfer({ tsymd: NEXT, state: 'NOT_FOUND' });
    expect(compare([tomorrow], [row({ day: NEXT })])).toEqual(nothing);
    expect(compare([], [row({ day: NEXT })])).toEqual(nothing);
  });

  it('counts a late row of an older transfer only if it is wrong', () => {
    const older = transfer({ tsymd: BEFORE });
    expect(compare([older], [row()])).toEqual(nothing);
    const denied = transfer({ tsymd: BEFORE, state: 'NOT_FOUND' });
    const findings = [['MISSING_WITH_US', 15_000]];
    expect(compare([denied], [row()])).toEqual({ ...nothing, findings });
    expect(compare([denied], [row({ day: BEFORE })])).toEqual(nothing);
  });
});

it('calls what stands on another account one mismatch, also where accounts were read one by one', () => {
  const found = [
    { kind: 'MISSING_AT_BANK', key: `MISSING_AT_BANK:${REF}` },
    { kind: 'MISSING_AT_BANK', key: 'MISSING_AT_BANK:9D3HVP8ZC5A' },
    { kind: 'OTHER_ACCOUNT', key: `OTHER_ACCOUNT:${REF}:T1` },
  ] as const;
  expect(withoutExplained(found)).toEqual([found[1], found[2]]);
});
