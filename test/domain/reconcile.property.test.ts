import fc from 'fast-check';
import { parseKoreanDay } from '../../src/domain/korean-time';
import { won } from '../../src/domain/money';
import { FINDING_KINDS } from '../../src/domain/reconcile-types';
import { reconcile, referenceOf, withoutExplained } from '../../src/domain/reconcile';
import type { BankRow, BookTransfer, Reconciled } from '../../src/domain/reconcile';

const DAY = parseKoreanDay('20261122');
const NEXT = parseKoreanDay('20261123');
const READ_AT = Date.parse('2026-11-23T01:00:00+09:00');
const ACCOUNTS = ['A', 'B', 'C'] as const;

const FATES = [
  ...(['SOUND', 'REFUSED', 'IN_DOUBT', 'PROVEN', 'TOMORROW', 'CANCELLED_TWICE'] as const),
  ...FINDING_KINDS,
] as const;

/** What a movement of the day is: sound in one of several ways, or one of the five mismatches. */
interface Plan {
  readonly fate: (typeof FATES)[number];
  readonly isDebit: boolean;
  readonly amount: number;
  readonly account: (typeof ACCOUNTS)[number];
  /** Booked after midnight. */
  readonly isLate: boolean;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  fate: fc.constantFrom(...FATES),
  isDebit: fc.boolean(),
  amount: fc.integer({ min: 2, max: 1_000_000 }),
  account: fc.constantFrom(...ACCOUNTS),
  isLate: fc.boolean(),
});

interface Played {
  readonly transfers: BookTransfer[];
  readonly rows: BankRow[];
}

const STATES = {
  REFUSED: 'REFUSED',
  MISSING_WITH_US: 'NOT_FOUND',
  IN_DOUBT: 'UNKNOWN',
  PROVEN: 'UNKNOWN',
} as const;

function play(plan: Plan, index: number): Played {
  const reference = String(index).padStart(11, '0');
  const isOpen = plan.fate === 'IN_DOUBT' || plan.fate === 'PROVEN';
  const state = STATES[plan.fate as keyof typeof STATES] ?? 'SUCCEEDED';
  const transfer: BookTransfer = {
    ...{ transferId: `pay_${index}.1`, reference, kind: plan.isDebit ? 'DEBIT' : 'CREDIT' },
    ...{ tsymd: plan.fate === 'TOMORROW' ? NEXT : DAY, amount: won(plan.amount) },
    ...{ account: plan.account, state, open: isOpen, changedAt: READ_AT - 3_600_000 },
  };
  const row: BankRow = {
    ...{ account: plan.account, day: plan.isLate || plan.fate === 'TOMORROW' ? NEXT : DAY },
    ...{ time: '120000', direction: plan.isDebit ? 'OUT' : 'IN', amount: won(plan.amount) },
    ...{ cancelled: false, bankNumber: `T${index}`, text: `${reference} 상점` },
  };
  const second = { ...row, bankNumber: `U${index}` };
  const elsewhere = ACCOUNTS[(ACCOUNTS.indexOf(plan.account) + 1) % ACCOUNTS.length]!;
  const rows: Readonly<Record<Plan['fate'], readonly BankRow[]>> = {
    SOUND: [row],
    TOMORROW: [row],
    PROVEN: [row],
    REFUSED: [],
    IN_DOUBT: [],
    CANCELLED_TWICE: [row, second, { ...row, cancelled: true, bankNumber: `V${index}` }],
    MISSING_AT_BANK: [],
    MISSING_WITH_US: [row],
    OTHER_AMOUNT: [{ ...row, amount: won(plan.amount - 1) }],
    DOUBLED: [row, second],
    OTHER_ACCOUNT: [{ ...row, account: elsewhere }],
  };
  return { transfers: [transfer], rows: [...rows[plan.fate]] };
}

/** What the customer does with the account besides paying us. */
const OWN_BUSINESS: Omit<BankRow, 'text'> = {
  ...{ account: 'A', day: DAY, time: '090000', direction: 'IN', amount: won(2_500_000) },
  ...{ cancelled: false, bankNumber: 'S1' },
};

const at = { day: DAY, readAt: READ_AT, bookingLagMs: 60_000, accounts: ACCOUNTS };

/** As the product does it: one account at a time, with the transfers of that account and of its references. */
function accountByAccount(transfers: readonly BookTransfer[], rows: readonly BankRow[]) {
  const all: Reconciled = { matched: 0, findings: [], proofs: [] };
  for (const account of ACCOUNTS) {
    const shown = rows.filter((row) => row.account === account);
    const known = transfers.filter(
      (one) =>
        (one.account === account && one.tsymd === DAY) ||
        shown.some(({ text }) => referenceOf(text) === one.reference),
    );
    const found = reconcile({ ...at, accounts: [account], transfers: known, rows: shown });
    all.matched += found.matched;
    all.findings.push(...found.findings);
    all.proofs.push(...found.proofs);
  }
  return { ...all, findings: withoutExplained(all.findings) };
}

describe('any day with any mismatches', () => {
  it('shows exactly the planted ones, over all accounts at once as well as one by one', () => {
    const seen = new Map<string, number>();
    const check = (day: readonly Plan[], noise: readonly string[]) => {
      const played = day.map(play);
      const business = noise.map((text) => ({ ...OWN_BUSINESS, text }));
      const transfers = played.flatMap((one) => one.transfers);
      const rows = [...played.flatMap((one) => one.rows), ...business];
      const planted = day
        .map(({ fate }, index) => `${fate} ${String(index).padStart(11, '0')}`)
        .filter((name) => FINDING_KINDS.some((kind) => name.startsWith(`${kind} `)));
      day.forEach(({ fate }) => seen.set(fate, (seen.get(fate) ?? 0) + 1));
      for (const found of [
        reconcile({ ...at, transfers, rows }),
        accountByAccount(transfers, rows),
      ]) {
        const names = found.findings.map(({ kind, transfer }) => `${kind} ${transfer?.reference}`);
        expect(names.toSorted()).toEqual(planted.toSorted());
        const proven = day.filter(({ fate }) => fate === 'PROVEN').length;
        expect(found.proofs).toHaveLength(proven);
        const alike = day.filter(({ fate }) =>
          ['SOUND', 'CANCELLED_TWICE', 'DOUBLED'].includes(fate),
        );
        expect(found.matched).toBe(alike.length);
        for (const { kind, transfer, row, owed } of found.findings) {
          const isDebit = transfer?.kind === 'DEBIT';
          const isSurplus = kind === 'DOUBLED' || kind === 'MISSING_WITH_US';
          expect(owed).toBe(isDebit && isSurplus ? row?.amount : null);
        }
      }
    };
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('급여', '0000000000 ', '00000000000A', '이체'),
    );
    fc.assert(
      fc.property(
        fc.array(plans, { minLength: 1, maxLength: 40 }),
        fc.array(text, { maxLength: 5 }),
        check,
      ),
      { numRuns: 2_000 },
    );
    expect(seen.size).toBe(FATES.length);
  });
});
