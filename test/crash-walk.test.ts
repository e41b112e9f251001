import { bordersOf, dealt, thirdOf } from './support/crash-walk';

describe('the borders of an ordinary run', () => {
  it('are all borders in three runs with seeds in a row, none of them twice', () => {
    const thirds = ['20414', '20415', '20416'].map((seed) =>
      thirdOf('crash-points-refund', { ONJEON_SEED: seed }),
    );
    const walked = thirds.flatMap(({ points }) => points);
    expect(walked.sort()).toEqual([...bordersOf('crash-points-refund')].sort());
    expect(new Set(thirds.map(({ chosen }) => chosen)).size).toBe(3);
  });

  it('are the same again with the same seed, also if it is a word', () => {
    const env = { ONJEON_SEED: 'night-7' };
    expect(thirdOf('crash-points-opening', env)).toEqual(thirdOf('crash-points-opening', env));
    expect(thirdOf('crash-points-opening', env).chosen).toContain('night-7');
  });

  it('are all at once where that is wished', () => {
    const { points } = thirdOf('crash-points-opening', { ONJEON_ALL_CRASH_POINTS: '1' });
    expect(points).toHaveLength(13);
  });

  it('are dealt out to lanes without loss, and no lane is empty', () => {
    expect(dealt(['A1', 'A2', 'A3'], 2)).toEqual([['A1', 'A3'], ['A2']]);
    expect(dealt(['A1'], 2)).toEqual([['A1']]);
  });
});
