import { canary, CHECKS, judge } from '../../support/auditor/audit';
import type { Facts } from '../../support/auditor/facts';
import { CHECK, exchange, REFUND_ID, soundFacts } from '../../support/auditor/sound-facts';
import { DISCIPLINE_BREAKS } from './discipline-breaks';
import { book, changed, secondPair } from './doctor';
import { MONEY_BREAKS } from './money-breaks';
import { PROMISE_BREAKS } from './promise-breaks';
import { TELLING_BREAKS } from './telling-breaks';
import { VIEW_BREAKS } from './view-breaks';

/** The tester tested: each invariant is broken on purpose, in a world where all else is right. */
const BREAKS = [
  ...[...MONEY_BREAKS, ...PROMISE_BREAKS, ...TELLING_BREAKS],
  ...[...VIEW_BREAKS, ...DISCIPLINE_BREAKS],
];

const found = (facts: Facts): string[] => judge(facts).map(({ invariant }) => invariant);

describe('the auditor', () => {
  it('finds nothing where everything is right', () => {
    expect(judge(soundFacts())).toEqual([]);
  });

  it.each(BREAKS)('reports %s when %s', (invariant, _what, doctor) => {
    expect(found(doctor(soundFacts()))).toContain(invariant);
  });

  it('allows a new pair of a refund after proof and the window, and not a moment before', () => {
    const proof = exchange(7, {
      ...{ subject_id: `${REFUND_ID}.1`, is_tuno: CHECK, kind: 'CHECK', finding: 'NOT_FOUND' },
    });
    const second = secondPair(soundFacts(), REFUND_ID, 'CREDIT');
    const proven = book(second, { exchanges: [...second.book.exchanges, proof] });
    const sentAt = (at: string): string[] => {
      const requests = changed(proven.requests, 5, { at });
      return judge({ ...proven, requests }).flatMap(({ invariant, message }) =>
        invariant === 'I17' ? [message] : [],
      );
    };
    expect(sentAt('2026-11-22T12:00:19.999+09:00')).toEqual([
      'a new pair inside the settling window',
    ]);
    expect(sentAt('2026-11-22T12:00:20.000+09:00')).toEqual([]);
  });

  it.each([0, 0.99])('misses a bank row that is hidden from it', (place) => {
    const invariants = canary(soundFacts(), () => place).map(({ invariant }) => invariant);
    expect(invariants).toContain('I1');
    expect(invariants.some((one) => one === 'I2' || one === 'I4')).toBe(true);
  });

  it('has a break for each of its invariants', () => {
    const broken = new Set(BREAKS.map(([invariant]) => invariant));
    expect([...broken].toSorted()).toEqual(Object.keys(CHECKS).toSorted());
  });
});
