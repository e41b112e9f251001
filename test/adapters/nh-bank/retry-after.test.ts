import { retryAfterSeconds } from '../../../src/adapters/nh-bank/retry-after';

const NOW = Date.parse('2026-01-02T01:15:00Z');
const asked = (retryAfter: string | null, date: string | null = null) =>
  retryAfterSeconds({ retryAfter, date }, NOW);

describe('retryAfterSeconds', () => {
  it.each([
    ['0', 0],
    [' 2 ', 2],
    ['61', 60],
    ['9'.repeat(400), 60],
    ['Fri, 02 Jan 2026 01:15:30 GMT', 30],
    ['Fri, 02 Jan 2026 02:00:00 GMT', 60],
    ['Fri, 02 Jan 2026 01:00:00 GMT', 0],
    ['', null],
    ['-1', null],
    ['1.5', null],
    ['soon', null],
    [null, null],
  ])('reads %j as %j', (text, seconds) => {
    expect(asked(text)).toBe(seconds);
  });

  it("counts a date from the answer's own date, whatever our clock says", () => {
    const until = 'Thu, 01 Jan 2030 00:00:09 GMT';
    expect(asked(until, 'Thu, 01 Jan 2030 00:00:00 GMT')).toBe(9);
    expect(asked('Fri, 02 Jan 2026 01:15:30 GMT', 'nonsense')).toBe(30);
  });
});
