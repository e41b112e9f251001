import fc from 'fast-check';
import { play, type Scene } from '../support/movement-model';
import { MIDNIGHT_S, NIGHT, SETTINGS, at } from '../support/movement-builder';

jest.setTimeout(240_000);

const RUNS = 12_000;

const settings = fc.constantFrom(
  SETTINGS,
  { ...SETTINGS, closedHours: [NIGHT] },
  { ...SETTINGS, checkIntervalMs: 4_000, closedHours: [NIGHT] },
  { ...SETTINGS, checkIntervalMs: 16_000 },
);

/** Mostly chance; now and then a bank that is silent for ever, or always has the same answer. */
const habit = fc.option(fc.nat(99), { nil: null, freq: 3 });

const scenes: fc.Arbitrary<Scene> = fc.record({
  kind: fc.constantFrom('PAYMENT' as const, 'REFUND' as const),
  start: fc.oneof(
    fc.constant(at(0)),
    fc.integer({ min: MIDNIGHT_S - 1200, max: MIDNIGHT_S + 2000 }).map(at),
  ),
  deadlineMs: fc.oneof(fc.constant(900_000), fc.integer({ min: 5_000, max: 900_000 })),
  settings,
  habits: fc.record({ send: habit, check: habit }),
  chances: fc.array(fc.nat(99), { maxLength: 120 }),
});

describe('any movement, with a bank that is lost, late or lagging and workers that die', () => {
  it('keeps every promise about sends, pairs and waits, and ends with what the bank really did', () => {
    const seen = new Map<string, number>();
    const check = (scene: Scene) => {
      const { settlement, bank, movement } = play(scene);
      const result = settlement?.result ?? 'PERSON';
      seen.set(`${scene.kind} ${result}`, (seen.get(`${scene.kind} ${result}`) ?? 0) + 1);
      const executed = bank.executed().length;
      expect(executed).toBeLessThanOrEqual(1);
      if (result !== 'PERSON') expect(executed).toBe(result === 'EXECUTED' ? 1 : 0);
      if (result === 'EXPIRED') expect(bank.wasAsked()).toBe(false);
      const evidence = settlement?.evidence ?? null;
      const newest = movement.transfers.at(-1)?.exchanges ?? [];
      if (evidence !== null) expect(newest).toContain(evidence);
    };
    fc.assert(fc.property(scenes, check), { numRuns: RUNS });
    expect([...seen.keys()].sort()).toEqual([
      'PAYMENT EXECUTED',
      'PAYMENT EXPIRED',
      'PAYMENT NOT_EXECUTED',
      'PAYMENT PERSON',
      'PAYMENT REFUSED',
      'REFUND EXECUTED',
      'REFUND PERSON',
      'REFUND REFUSED',
    ]);
  });
});
