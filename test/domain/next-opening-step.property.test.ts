import fc from 'fast-check';
import { koreanDay, endOfKoreanDay, timeInsidePeriods } from '../../src/domain/korean-time';
import {
  nextOpeningStep,
  type Opening,
  type OpeningExchange,
} from '../../src/domain/next-opening-step';
import { at, LEASE_MS, MIDNIGHT_S, NIGHT, SETTINGS } from '../support/movement-builder';
import { refusal, told } from '../support/opening-builder';

jest.setTimeout(120_000);

const MAX_STEPS = 400;
const PLAIN = { aliasHeld: false, decisions: [], sendingHeld: false };
const closedHours = [NIGHT];
const settings = { ...SETTINGS, closedHours };

const ANSWERS = [
  ...[told.silence, told.undecided, told.processing, told.no, told.neverLeft, told.nothing],
  ...[told.duplicate, told.closed, refusal('BANK_REFUSED')],
  refusal('ALREADY_REGISTERED_AT_BANK'),
];

const scenes = fc.record({
  start: fc.integer({ min: MIDNIGHT_S - 4000, max: MIDNIGHT_S + 4000 }).map(at),
  /** Mostly no progress; an answer beyond the list is a yes. After the last one the bank says yes. */
  answers: fc.array(fc.nat(ANSWERS.length + 1), { maxLength: 40 }),
  /** Sometimes nobody was there for a while. */
  lateS: fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(5000)), {
    maxLength: 40,
  }),
});

/** Plays one opening; throws as soon as a promise is broken. Returns how it stands at the end. */
function play({ start, answers, lateS }: { start: number; answers: number[]; lateS: number[] }) {
  const exchanges: OpeningExchange[] = [];
  let tsymd: Opening['tsymd'] = null;
  let now = start;
  let waitsForPerson = 0;
  const says = answers.values();
  const delays = lateS.values();
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    const step = nextOpeningStep({ ...PLAIN, tsymd, exchanges }, now, settings);
    if (step.kind === 'settled') return { ...step.settlement, exchanges };
    if (step.kind === 'wait') {
      expect(step.until).toBeGreaterThan(now);
      waitsForPerson = step.detail === 'WAITING_FOR_OPERATOR' ? waitsForPerson + 1 : 0;
      if (waitsForPerson > 40) return { result: 'PERSON', exchanges };
      now = step.until + (delays.next().value ?? 0) * 1000;
      continue;
    }
    const kind = step.kind === 'open' ? 'OPEN' : step.what;
    expect(timeInsidePeriods({ from: now, to: now + 1 }, closedHours)).toBe(0);
    if (step.kind === 'open') {
      const left = exchanges.some(
        (one) => one.kind === 'OPEN' && one.outcome?.class !== 'NEVER_LEFT',
      );
      // A second pair beside one that may have left could register the account twice.
      if (step.pair === 'MINT') expect(left).toBe(false);
      else expect(tsymd).toBe(koreanDay(now));
      expect(now).toBeLessThan(endOfKoreanDay(koreanDay(now)) - 30_000);
      if (step.pair === 'MINT') tsymd = koreanDay(now);
    }
    const drawn = says.next();
    const outcome = ANSWERS[drawn.done ? ANSWERS.length : drawn.value];
    const marked = { kind, markedAt: now, leaseUntil: now + LEASE_MS } as const;
    const answered = outcome === undefined ? told.yes : outcome;
    exchanges.push({ ...marked, endedAt: answered && now + 500, outcome: answered });
    now += 500;
  }
  throw new Error('no end: a loop');
}

describe('any opening', () => {
  it('never has two pairs that left, never waits in the past, and ends or asks for a person', () => {
    const seen = new Set<string>();
    const check = (scene: { start: number; answers: number[]; lateS: number[] }) => {
      const { result, exchanges } = play(scene);
      seen.add(result);
      const issued = exchanges.at(-1)?.kind === 'ISSUE' && exchanges.at(-1)?.outcome === told.yes;
      expect(result === 'ACTIVE').toBe(issued);
    };
    fc.assert(fc.property(scenes, check), { numRuns: 10_000 });
    expect([...seen].sort()).toEqual(['ACTIVE', 'FAILED', 'PERSON']);
  });
});
