import fc from 'fast-check';
import {
  endOfKoreanDay,
  endOfPeriodAround,
  koreanDay,
  koreanIso,
  koreanTimeOfDay,
  parseKoreanDay,
  startOfKoreanDay,
  timeInsidePeriods,
  type DailyPeriod,
} from '../../src/domain/korean-time';

const instant = (iso: string) => Date.parse(iso);
const DAY_MS = 86_400_000;
const moments = fc.integer({
  min: instant('1990-01-01T00:00:00Z'),
  max: instant('2100-01-01T00:00:00Z'),
});

describe('the Korean day', () => {
  it.each([
    ['a millisecond before midnight in Seoul', '2026-03-02T14:59:59.999Z', '20260302', '235959'],
    ['midnight in Seoul', '2026-03-02T15:00:00.000Z', '20260303', '000000'],
    ['midnight in UTC', '2026-03-03T00:00:00.000Z', '20260303', '090000'],
    ['the end of February', '2026-02-28T15:00:00Z', '20260301', '000000'],
    ['the leap day', '2028-02-28T15:00:00Z', '20280229', '000000'],
    ['the end of the leap day', '2028-02-29T15:00:00Z', '20280301', '000000'],
    ['the end of the year', '2026-12-31T14:59:59.999Z', '20261231', '235959'],
    ['the new year', '2026-12-31T15:00:00Z', '20270101', '000000'],
  ])('of %s', (_name, iso, day, time) => {
    expect(koreanDay(instant(iso))).toBe(day);
    expect(koreanTimeOfDay(instant(iso))).toBe(time);
  });

  it('does not depend on the time zone of the process', () => {
    const before = process.env['TZ'];
    try {
      for (const zone of ['America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Kiritimati']) {
        process.env['TZ'] = zone;
        expect(koreanDay(instant('2026-03-02T15:00:00Z'))).toBe('20260303');
        expect(koreanIso(instant('2026-03-02T15:00:00Z'))).toBe('2026-03-03T00:00:00.000+09:00');
      }
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it('holds every moment between its start and its end, and is 24 h long', () => {
    fc.assert(
      fc.property(moments, (at) => {
        const day = koreanDay(at);
        expect(startOfKoreanDay(day)).toBeLessThanOrEqual(at);
        expect(at).toBeLessThan(endOfKoreanDay(day));
        expect(endOfKoreanDay(day) - startOfKoreanDay(day)).toBe(DAY_MS);
        expect(koreanDay(endOfKoreanDay(day))).not.toBe(day);
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('a day as text', () => {
  it.each(['20260302', '20280229', '20261231', '19000228', '20000229'])('%s is a day', (text) => {
    expect(parseKoreanDay(text)).toBe(text);
  });

  it.each([
    ...['20260229', '20261301', '20260001', '20260100', '20260132', '2026-03-02', '2026032'],
    ...['202603021', ' 20260302', '２０２６０３０２', '', 'today', '21000229'],
  ])('%j is none', (text) => {
    expect(() => parseKoreanDay(text)).toThrow(RangeError);
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(moments, (at) => {
        expect(parseKoreanDay(koreanDay(at))).toBe(koreanDay(at));
      }),
    );
  });
});

it('a moment is written with milliseconds and the offset of Korea, and read back the same', () => {
  expect(koreanIso(instant('2026-11-22T07:31:29.120Z'))).toBe('2026-11-22T16:31:29.120+09:00');
  fc.assert(
    fc.property(moments, (at) => {
      expect(Date.parse(koreanIso(at))).toBe(at);
    }),
  );
});

describe('closed hours', () => {
  const night: DailyPeriod = { fromMinute: 0, toMinute: 30 };
  const overMidnight: DailyPeriod = { fromMinute: 23 * 60 + 30, toMinute: 15 };
  const kst = (time: string, day = '2026-03-02') => instant(`${day}T${time}+09:00`);

  it.each([
    ['00:00:00', [night], '00:30:00', '2026-03-02'],
    ['00:29:59.999', [night], '00:30:00', '2026-03-02'],
    ['23:30:00', [overMidnight], '00:15:00', '2026-03-03'],
    ['23:59:59.999', [overMidnight], '00:15:00', '2026-03-03'],
    ['00:14:59.999', [overMidnight], '00:15:00', '2026-03-02'],
    ['00:20:00', [overMidnight, night], '00:30:00', '2026-03-02'],
  ])('a moment inside them ends with them: %s', (time, periods, opens, day) => {
    expect(endOfPeriodAround(kst(time), periods)).toBe(kst(opens, day));
  });

  it.each([
    ['00:30:00', [night]],
    ['23:59:59.999', [night]],
    ['00:15:00', [overMidnight]],
    ['23:29:59.999', [overMidnight]],
    ['12:00:00', []],
    ['12:00:00', [{ fromMinute: 720, toMinute: 720 }]],
  ])('%s lies outside', (time, periods) => {
    expect(endOfPeriodAround(kst(time), periods)).toBeNull();
  });

  it('are measured within a span of any length', () => {
    const from = kst('23:00:00');
    const minutes = (n: number) => n * 60_000;
    const inside = (to: number, periods: DailyPeriod[]) => timeInsidePeriods({ from, to }, periods);
    expect(inside(from + minutes(60), [night])).toBe(0);
    expect(inside(from + minutes(70), [night])).toBe(minutes(10));
    expect(inside(from + minutes(600), [night])).toBe(minutes(30));
    expect(inside(from + minutes(600), [overMidnight])).toBe(minutes(45));
    expect(inside(from + 3 * DAY_MS, [night])).toBe(minutes(90));
    expect(inside(from, [night])).toBe(0);
  });

  it('agree with each other: a span has time inside exactly while its moments lie inside', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const period = fc.record({ fromMinute: minute, toMinute: minute });
    fc.assert(
      fc.property(moments, period, (at, one) => {
        const inside = timeInsidePeriods({ from: at, to: at + 1 }, [one]);
        const end = endOfPeriodAround(at, [one]);
        expect(inside).toBe(end === null ? 0 : 1);
        if (end === null) return;
        expect(end).toBeGreaterThan(at);
        expect(timeInsidePeriods({ from: at, to: end }, [one])).toBe(end - at);
      }),
      { numRuns: 10_000 },
    );
  });
});
