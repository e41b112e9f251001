import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { appliesTo, FAULTS } from '../../sandbox/faults/catalogue';
import { drawFault, drawLag, type DrawSeat } from '../../sandbox/faults/draw';
import type { Profile } from '../../sandbox/ledger/model';
import { eventually } from '../support/eventually';
import { ACCOUNT, startBank, type TestBank } from './support/bank';

const MIXED: Profile = { name: 'mixed', seed: 1, maxFaultsPerPair: 3, lateSeconds: [5, 60] };
const SEAT: DrawSeat = {
  api: 'DrawingTransfer',
  kind: 't',
  accountNumber: ACCOUNT,
  ordinal: 1,
  attempt: 1,
};
const seats = (count: number): DrawSeat[] =>
  Array.from({ length: count }, (_, index) => ({ ...SEAT, ordinal: index + 1 }));

test('a draw depends on seed, API, account, ordinal and attempt, and on each of them', () => {
  const series = (profile: Profile, change: Partial<DrawSeat> = {}) =>
    seats(200).map((seat) => drawFault(profile, { ...seat, ...change }));
  const drawn = series(MIXED);
  expect(series({ ...MIXED })).toEqual(drawn);
  expect(series({ ...MIXED, maxFaultsPerPair: 1 })).toEqual(drawn);
  expect(series({ ...MIXED, seed: 2 })).not.toEqual(drawn);
  expect(series(MIXED, { attempt: 2 })).not.toEqual(drawn);
  expect(series(MIXED, { accountNumber: '1' })).not.toEqual(drawn);
  expect(series(MIXED, { api: 'ReceivedTransferAccountNumber' })).not.toEqual(drawn);
});

test('the shares of mixed are those of the catalogue; harsh doubles them, off draws nothing', () => {
  const count = 20_000;
  const shares = (profile: Profile): Map<string, number> => {
    const drawn = new Map<string, number>();
    for (const seat of seats(count)) {
      const name = drawFault(profile, seat)?.name ?? 'none';
      drawn.set(name, (drawn.get(name) ?? 0) + 100 / count);
    }
    return drawn;
  };
  const [mixed, harsh] = [shares(MIXED), shares({ ...MIXED, name: 'harsh' })];
  for (const [name, { share }] of Object.entries(FAULTS)) {
    expect(Math.abs((mixed.get(name) ?? 0) - share)).toBeLessThan(0.6);
    expect(Math.abs((harsh.get(name) ?? 0) - 2 * share)).toBeLessThan(0.8);
  }
  expect(seats(100).map((seat) => drawFault({ ...MIXED, name: 'off' }, seat))).toEqual(
    Array(100).fill(null),
  );
  expect(Object.values(FAULTS).reduce((sum, { share: percent }) => sum + percent, 0)).toBe(30);
});

test('what is drawn can be met by the call, and its parameters are in range', () => {
  fc.assert(
    fc.property(
      fc.record({
        api: fc.constantFrom('DrawingTransfer', 'OpenFinAccountDirect', 'InquireBalance'),
        accountNumber: fc.option(fc.stringMatching(/^\d{1,20}$/)),
        ordinal: fc.nat(),
        attempt: fc.integer({ min: 1, max: 9 }),
      }),
      fc.nat(),
      (place, seed) => {
        const kinds = {
          DrawingTransfer: 't',
          OpenFinAccountDirect: 'o',
          InquireBalance: 'q',
        } as const;
        const seat = { ...place, kind: kinds[place.api] };
        const drawn = drawFault({ ...MIXED, name: 'harsh', seed, lateSeconds: [5, 15] }, seat);
        if (drawn === null) return;
        expect(appliesTo(drawn.name, seat)).toBe(true);
        if (drawn.name === 'slow') expect(drawn.params.delayMs).toBeGreaterThanOrEqual(100);
        if (drawn.name === 'slow') expect(drawn.params.delayMs).toBeLessThanOrEqual(8000);
        if (drawn.name !== 'executed-late') return;
        expect(drawn.params.seconds).toBeGreaterThanOrEqual(5);
        expect(drawn.params.seconds).toBeLessThanOrEqual(15);
      },
    ),
    { numRuns: 500 },
  );
});

test('every pair lags by 0 to 2 checks and 0 to 30 seconds', () => {
  const lags = seats(500).map((seat) => drawLag(MIXED, seat));
  expect(new Set(lags.map((lag) => lag?.polls))).toEqual(new Set([0, 1, 2]));
  expect(Math.max(...lags.map((lag) => lag?.bookingLagMs ?? -1))).toBeLessThanOrEqual(30_000);
});

test('a bank gives the same faults whatever happens in between, restarts and other accounts included', async () => {
  const run = async (disturb: (bank: TestBank) => Promise<unknown>): Promise<unknown[]> => {
    const bank = await startBank();
    const FinAcno = await bank.open();
    await bank.admin('PUT', '/sandbox/profile', { name: 'harsh', seed: 7 });
    const unanswered: Promise<unknown>[] = [];
    for (let pair = 1; pair <= 20; pair += 1) {
      if (pair === 10) await disturb(bank);
      const isTuno = `P${pair}`;
      unanswered.push(bank.call('DrawingTransfer', { FinAcno, Tram: '10' }, { isTuno }));
      await eventually(async () => (await drawn(bank)).length === pair, {
        what: 'decided',
        everyMs: 2,
      });
    }
    const faults = await drawn(bank);
    await bank.close();
    await Promise.all(unanswered);
    return faults;
  };
  const drawn = async (bank: TestBank): Promise<unknown[]> => {
    const entries = readFileSync(join(bank.folder, 'journal.jsonl'), 'utf8').trim().split('\n');
    return entries
      .flatMap((line) => JSON.parse(line) as { e: string; api?: string; fault?: unknown }[])
      .filter(({ e, api }) => e === 'call' && api === 'DrawingTransfer')
      .map(({ fault }) => fault);
  };
  const calm = await run(async () => undefined);
  const profile: Profile = { ...MIXED, name: 'harsh', seed: 7 };
  expect(calm).toEqual(seats(20).map((seat) => drawFault(profile, seat)?.name ?? null));
  const disturbed = await run(async (bank) => {
    await bank.restart();
    bank.pass(86_000);
    const other = { Bncd: '011', Acno: '3020000000902' };
    await bank.call('InquireDepositorAccountNumber', other, { fault: 'error-before' });
  });
  expect(disturbed).toEqual(calm);
});
