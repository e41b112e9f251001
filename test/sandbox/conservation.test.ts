import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openLedger, type Ledger } from '../../sandbox/ledger/ledger';
import { FAULTS } from '../../sandbox/faults/catalogue';
import { parseHeaderFault } from '../../sandbox/faults/choose';
import { koreanDay } from '../../sandbox/korean-time';
import { sums } from '../../sandbox/ledger/state';
import { decide } from '../../sandbox/nh/desk';
import { ACCOUNT, headerFor, START_MS, TODAY, TOKEN } from './support/bank';

const CONTRACT = { iscd: '999999', fintechApsno: '001', accessToken: TOKEN, serviceCodes: {} };
const BOOT = { mode: 'contract', profile: 'off', seed: 1 } as const;
const ALIAS = '00820109999990000000000000001';

/** The fault with a second life: drawn as often as ten others. */
const OFTEN = Array<string>(10).fill('executed-late');

type Step =
  | {
      readonly do: 'call';
      readonly kind: 'debit' | 'credit' | 'check' | 'close' | 'open';
      readonly amount: number;
      readonly pair: number;
      readonly fault: string | null;
    }
  | { readonly do: 'pass'; readonly seconds: number }
  | { readonly do: 'settlement'; readonly days: number }
  | { readonly do: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      kind: fc.constantFrom('debit', 'debit', 'credit', 'check', 'close', 'open'),
      amount: fc.oneof(fc.integer({ min: 1, max: 3_000_000 }), fc.nat({ max: 100_000 })),
      pair: fc.integer({ min: 1, max: 12 }),
      fault: fc.option(fc.constantFrom(...Object.keys(FAULTS), ...OFTEN)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      seconds: fc.constantFrom(1, 15, 30, 86_400, 200_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('settlement' as const), days: fc.nat(2) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
);

interface World {
  ledger: Ledger;
  nowMs: number;
  readonly path: string;
}

async function take(world: World, taken: Step): Promise<void> {
  switch (taken.do) {
    case 'pass':
      world.nowMs += taken.seconds * 1000;
      return world.ledger.runDue();
    case 'settlement': {
      const settings = { ...world.ledger.state.settings, settlementDays: taken.days };
      return world.ledger.transact((record) => record({ e: 'settings', settings }));
    }
    case 'restart':
      await world.ledger.close();
      world.ledger = await openLedger({ path: world.path, boot: BOOT, nowMs: () => world.nowMs });
      return;
    case 'call':
      return send(world, taken);
  }
}

function send(world: World, { kind, amount, pair, fault }: Extract<Step, { do: 'call' }>): void {
  const Tram = String(amount);
  const BrdtBrno = '19900101';
  const account = { Bncd: '011', Acno: ACCOUNT };
  const calls = {
    open: ['OpenFinAccountDirect', { DrtrRgyn: 'Y', BrdtBrno, ...account }],
    close: ['CloseFinAccount', { FinAcno: ALIAS, BrdtBrno }],
    debit: ['DrawingTransfer', { FinAcno: ALIAS, Tram }],
    credit: ['ReceivedTransferAccountNumber', { ...account, Tram }],
    check: [
      'CheckOnDrawingTransfer',
      { FinAcno: ALIAS, Tram, OrtrYmd: TODAY, OrtrIsTuno: `P${pair}` },
    ],
  } as const;
  const [api, body] = calls[kind];
  const Tsymd = koreanDay(world.nowMs);
  const raw = { Header: { ...headerFor(api, `P${pair}`), Tsymd }, ...body };
  decide(
    { ledger: world.ledger, contract: CONTRACT },
    { api, raw, headerFault: fault === null ? null : parseHeaderFault(fault) },
  );
}

test('whatever is asked, faulted, restarted or waited for: no won appears or disappears', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const folder = mkdtempSync(join(tmpdir(), 'sandbox-property-'));
      const path = join(folder, 'journal.jsonl');
      const world: World = { path, nowMs: START_MS, ledger: undefined as never };
      world.ledger = await openLedger({ path, boot: BOOT, nowMs: () => world.nowMs });
      send(world, { do: 'call', kind: 'open', amount: 1, pair: 99, fault: null });
      world.nowMs += 1000;
      for (const taken of steps) {
        await take(world, taken);
        audit(world.ledger);
      }
      await world.ledger.close();
      rmSync(folder, { recursive: true });
    }),
    { numRuns: 100 },
  );
});

/** The sums, and the ledger row by row: balances follow from amounts, and a pair moves money at most once. */
function audit({ state }: Ledger): void {
  const { accounts, contract, pending, total } = sums(state);
  expect(total).toBe(10_005_000_000);
  expect(Math.min(accounts, contract, pending)).toBeGreaterThanOrEqual(0);
  let balance = 5_000_000;
  for (const row of state.rows) {
    balance += row.kind === 'CREDIT' ? row.amount : -row.amount;
    expect(row.balanceAfter).toBe(balance);
    expect(row.balanceAfter).toBeGreaterThanOrEqual(0);
    expect(state.pairs.get(row.pairKey)?.status).toBe('EXECUTED');
  }
  expect(state.accounts.get(ACCOUNT)?.balance).toBe(balance);
  expect(new Set(state.rows.map((row) => row.pairKey)).size).toBe(state.rows.length);
}
