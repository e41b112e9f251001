import fc from 'fast-check';
import { play, type Ending, type Scene } from '../support/movement-model';
import { MIDNIGHT_S, NIGHT, SETTINGS, at } from '../support/movement-builder';

jest.setTimeout(240_000);

const RUNS = 10_000;

const TEST_BED = { ...SETTINGS, witness: 'STATEMENT', bookingLagMs: 30_000 } as const;

const settings = fc.constantFrom(
  SETTINGS,
  { ...SETTINGS, closedHours: [NIGHT], bookingLagMs: 60_000 },
  { ...SETTINGS, checkIntervalMs: 4_000, closedHours: [NIGHT] },
  { ...SETTINGS, checkIntervalMs: 16_000 },
  TEST_BED,
  { ...TEST_BED, closedHours: [NIGHT] },
  { ...TEST_BED, checkIntervalMs: 4_000 },
);

/** Mostly chance; now and then a bank that is silent for ever, or always has the same answer. */
const habit = fc.option(fc.nat(99), { nil: null, freq: 3 });

const scenes: fc.Arbitrary<Scene> = fc.record({
  kind: fc.constantFrom('PAYMENT' as const, 'REFUND' as const),
  start: fc.oneof(
    fc.constant(at(0)),
    fc.integer({ min: MIDNIGHT_S - 1200, max: MIDNIGHT_S + 2000 }).map(at),
  ),
  deadlineMs: fc.oneof(
    fc.constant(900_000),
    fc.integer({ min: 5_000, max: 60_000 }),
    fc.integer({ min: 5_000, max: 4_000_000 }),
  ),
  cancelAfterMs: fc.option(fc.nat(100_000), { nil: null, freq: 1 }),
  owed: fc.boolean(),
  settings,
  habits: fc.record({ send: habit, check: habit }),
  chances: fc.array(fc.nat(99), { maxLength: 120 }),
  operators: fc.array(fc.nat(99), { maxLength: 8 }),
});

/** Histories that have to be among the random ones, and every witness. */
const EVERY_END = [
  ...['EXECUTED', 'NOT_EXECUTED', 'REFUSED', 'EXPIRED', 'PERSON'].map((one) => `PAYMENT ${one}`),
  ...['EXECUTED', 'NOT_EXECUTED', 'REFUSED', 'PERSON'].map((one) => `CANCELED PAYMENT ${one}`),
  ...['EXECUTED', 'REFUSED', 'SETTLED_OUTSIDE', 'PERSON'].map((one) => `REFUND ${one}`),
  ...['EXECUTED', 'SETTLED_OUTSIDE', 'PERSON'].map((one) => `OWED REFUND ${one}`),
  ...['BANK_ANSWER', 'RESULT_CHECK', 'STATEMENT', 'OPERATOR', 'RULE'],
];

/** Compares an end with what the bank really did. Operators in error may claim anything, but not pay without a decision. */
function checkEnd({ settlement, endedAt, bank, movement, errors }: Ending): void {
  const executed = bank.executed().length;
  expect(executed).toBeLessThanOrEqual(1 + errors);
  if (settlement === null) return;
  const { result, by, evidence, knownAt } = settlement;
  const isPaid = result === 'EXECUTED';
  if (errors === 0) expect(executed).toBe(isPaid ? 1 : 0);
  if (result === 'EXPIRED') expect(bank.wasAsked()).toBe(false);
  expect(knownAt).toBeLessThanOrEqual(endedAt);
  const newest = movement.transfers.at(-1)?.exchanges ?? [];
  if (evidence !== null) expect(newest).toContain(evidence);
  expect(evidence === null).toBe(by === 'OPERATOR' || by === 'RULE');
  if (by !== 'OPERATOR') return;
  expect(newest.some((one) => one.kind !== 'SEND' && one.outcome?.finding === 'EXECUTED')).toBe(
    false,
  );
  const refused = newest.some((one) => one.kind === 'CHECK' && one.outcome?.finding === 'REFUSED');
  if (isPaid) expect(refused).toBe(false);
}

describe('any movement: a bank lost, late or lagging, workers that die, operators that decide, hold and err', () => {
  it('keeps every promise about sends, pairs, waits and net cancel, and ends with what the bank really did', () => {
    const seen = new Set<string>();
    const check = (scene: Scene) => {
      const ending = play(scene);
      const { settlement, movement } = ending;
      checkEnd(ending);
      const canceled = movement.netCanceledAt === null ? '' : 'CANCELED ';
      const what = `${canceled}${movement.owed ? 'OWED ' : ''}${scene.kind}`;
      seen.add(`${what} ${settlement?.result ?? 'PERSON'}`);
      if (settlement) seen.add(settlement.by);
    };
    fc.assert(fc.property(scenes, check), { numRuns: RUNS });
    for (const one of EVERY_END) expect(seen).toContain(one);
    expect(seen).not.toContain('OWED REFUND REFUSED');
  });
});
