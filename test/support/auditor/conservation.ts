import type { LedgerRow } from '../bank-admin';
import { groupBy } from './facts';
import type { Check, Facts, Violation } from './facts';

const CONTRACT_START_WON = 10_000_000_000;

/** I1: per account end = start - debits + credits, and no won appears or vanishes, at any row of the ledger. */
export const conservation: Check = (facts) => [
  ...numbering(facts),
  ...perAccount(facts),
  ...ofTheContract(facts),
  ...ofAll(facts),
];

const broken = (subject: string, message: string): Violation => ({
  invariant: 'I1',
  subject,
  message,
});

/** The ledger is append-only: its rows are 1..n. */
function numbering({ ledger }: Facts): Violation[] {
  return ledger.flatMap((row, i) =>
    row.seq === i + 1 ? [] : [broken(`ledger row ${row.seq}`, `stands at place ${i + 1}`)],
  );
}

function perAccount({ ledger, given, bankAccounts }: Facts): Violation[] {
  const rows = groupBy(ledger, (row) => row.accountNumber);
  return bankAccounts.flatMap(({ accountNumber, balance }) => {
    const start = given.get(accountNumber);
    if (start === undefined) return [broken(accountNumber, 'nobody knows what it was given')];
    let now = start;
    const found: Violation[] = [];
    for (const row of rows.get(accountNumber) ?? []) {
      now -= signed(row);
      if (row.balanceAfter === now) continue;
      found.push(broken(accountNumber, `row ${row.seq} says ${row.balanceAfter}, it is ${now}`));
      now = row.balanceAfter;
    }
    if (balance !== now) found.push(broken(accountNumber, `holds ${balance}, rows say ${now}`));
    return found;
  });
}

function ofTheContract({ ledger }: Facts): Violation[] {
  let now = CONTRACT_START_WON;
  return ledger.flatMap((row) => {
    now += signed(row);
    const said = row.contractAfter + row.pendingAfter;
    if (said === now) return [];
    const violation = broken('contract account', `row ${row.seq} says ${said}, it is ${now}`);
    now = said;
    return [violation];
  });
}

function ofAll({ sums }: Facts): Violation[] {
  if (sums.total === sums.expectedTotal) return [];
  return [
    broken('the bank', `all accounts together hold ${sums.total}, not ${sums.expectedTotal}`),
  ];
}

/** What a row takes from the customer. */
function signed({ kind, amount }: LedgerRow): number {
  return kind === 'DEBIT' ? amount : -amount;
}
