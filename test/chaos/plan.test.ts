import { CLASS_NAMES } from './faults/classes';
import { planFaults } from './faults/plan';
import { planErrands } from './load/plan';
import { createRandom } from './random';

const durationMs = 240_000;
const faults = (seed: string) => planFaults({ durationMs, random: createRandom(seed) });
const errands = (seed: string) =>
  planErrands({
    ...{ payments: 1_200, refunds: 360, netCancels: 10, durationMs },
    random: createRandom(seed),
  });

it('draws the same faults and the same load from the same seed, and others from another', () => {
  expect(faults('a')).toEqual(faults('a'));
  expect(errands('a')).toEqual(errands('a'));
  expect(faults('a')).not.toEqual(faults('b'));
  expect(errands('a')).not.toEqual(errands('b'));
});

it('does not let what one part draws move what another one gets', () => {
  const one = createRandom('a');
  const other = createRandom('a');
  one.next();
  expect(one.fork('faults').next()).toBe(other.fork('faults').next());
});

describe.each(['a', 'b', 'c', 'd', 'e'])('seed %s', (seed) => {
  const { classes, events } = faults(seed);

  it('draws three to eight classes, and fires each of them', () => {
    expect(classes.length).toBeGreaterThanOrEqual(3);
    expect(classes.length).toBeLessThanOrEqual(8);
    const fired = new Set(events.map((event) => event.class));
    expect(classes.filter((name) => !fired.has(name))).toEqual([]);
    expect(classes.every((name) => CLASS_NAMES.includes(name))).toBe(true);
  });

  it('has at least 40 events in 4 minutes, in order, none of them after the load', () => {
    expect(events.length).toBeGreaterThanOrEqual(40);
    const times = events.map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(Math.max(...times)).toBeLessThan(durationMs);
  });

  it('kills each server and each process', () => {
    const killed = new Set(
      events.flatMap(({ fault }) => {
        if (fault.do === 'kill-server') return [fault.server];
        return fault.do === 'kill-api' || fault.do === 'kill-worker' ? [fault.do] : [];
      }),
    );
    expect(killed.size).toBe(6);
  });

  it('has days fought for by payments of one account, and questions left to people', () => {
    const kinds = errands(seed).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'rush').length).toBeGreaterThanOrEqual(12);
    expect(kinds.filter((kind) => kind === 'left-to-people')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'net-cancel').length).toBeGreaterThanOrEqual(10);
  });

  it('plans enough refunds, most of them in races', () => {
    const withRefunds = errands(seed).filter(({ refunds }) => refunds.length > 0);
    const races = withRefunds.filter(({ refunds }) => refunds.length > 1);
    expect(withRefunds.flatMap(({ refunds }) => refunds).length).toBeGreaterThan(360);
    expect(races.length).toBeGreaterThan(60);
  });
});
