import type { Exchange, ReadOutcome } from '../../src/domain/movement';
import {
  check,
  found,
  MIDNIGHT_S,
  NIGHT,
  payment,
  reading,
  refund,
  refused,
  rows,
  send,
  SEND_NEW,
  sent,
  STATEMENT,
  stepAt,
  until,
} from '../support/movement-builder';

const UNKNOWN = 'BANK_RESULT_UNKNOWN';
const PERSON = 'WAITING_FOR_OPERATOR';

/** NH's test bed: no result check can be called, and rows are booked up to 30 s late. */
const TEST_BED = { witness: 'STATEMENT', bookingLagMs: 30_000 } as const;
const doubtful = send(0, sent.undecided, 10);
/** The window is over at 810 s, the booking lag at 840 s. */
const SCHEDULE = [170, 330, 490, 650, 840];
const readings = (atS: readonly number[], outcome: ReadOutcome = rows.notFound) =>
  atS.map((one) => reading(one, outcome));
const on = (nowS: number, exchanges: readonly Exchange[]) =>
  stepAt(nowS, payment(exchanges), TEST_BED);

describe('on the test bed the statement is read instead of a result check', () => {
  it.each([0, 1, 2, 3, 4])('on the same schedule, the last one after the booking lag: %d', (n) => {
    const dueS = SCHEDULE[n] ?? 0;
    const story = [doubtful, ...readings(SCHEDULE.slice(0, n))];
    expect(on(dueS - 1, story)).toEqual(until(dueS, UNKNOWN));
    expect(on(dueS, story)).toEqual(STATEMENT);
  });

  it('at once after the duplicate text to a repeated send', () => {
    const story = [send(0, sent.silence, 10), send(12, sent.duplicate, 13)];
    expect(on(13, story)).toEqual(STATEMENT);
    expect(on(15, [...story, reading(13, rows.notFound)])).toEqual(until(170, UNKNOWN));
  });

  it('only after silence was broken five times, or the same pair would be sent still', () => {
    expect(on(12, [send(0, sent.silence, 10)])).toEqual({ kind: 'send', pair: 'SAME' });
    const asked = [send(0, sent.silence, 10), reading(11, rows.notAnswered)];
    expect(on(2000, asked)).toEqual(STATEMENT);
  });

  it('not while the bank is closed', () => {
    const story = refund([send(MIDNIGHT_S - 100, sent.undecided, MIDNIGHT_S - 100)]);
    const night = { ...TEST_BED, closedHours: [NIGHT] };
    expect(stepAt(MIDNIGHT_S + 61, story, night)).toEqual(until(MIDNIGHT_S + 1800, UNKNOWN));
  });

  it('again after 10, 30 and 60 s if a page failed, which counts no try', () => {
    const failed = [doubtful, reading(170, rows.notAnswered)];
    expect(on(172, failed)).toEqual(until(181, UNKNOWN));
    const twice = [...failed, reading(181, rows.notAnswered)];
    expect(on(183, twice)).toEqual(until(212, UNKNOWN));
    const late = [doubtful, ...readings(SCHEDULE, rows.notAnswered)];
    expect(on(842, late)).not.toMatchObject({ detail: PERSON });
  });
});

describe('a reading', () => {
  it('settles at once when the row stands there', () => {
    expect(on(172, [doubtful, reading(170, rows.executed)])).toEqual({
      result: 'EXECUTED',
      by: 'STATEMENT',
      evidence: 'STATEMENT at 170',
    });
  });

  it('proves non-execution only when it was begun after window and booking lag', () => {
    expect(on(841, [doubtful, reading(839.999, rows.notFound, 841)])).toEqual(STATEMENT);
    expect(on(841, [doubtful, reading(840, rows.notFound)])).toEqual({
      result: 'NOT_EXECUTED',
      by: 'STATEMENT',
      evidence: 'STATEMENT at 840',
    });
    expect(stepAt(841, refund([doubtful, reading(840, rows.notFound)]), TEST_BED)).toEqual(
      SEND_NEW,
    );
  });

  it('that was proof stays proof, though the end of a send is recorded later than its lease', () => {
    const proof = [reading(835, rows.notFound)];
    expect(on(900, [send(0, sent.nothing), ...proof])).toMatchObject({ result: 'NOT_EXECUTED' });
    const late = send(0, sent.silence, 870);
    expect(on(900, [late, ...proof])).toMatchObject({ result: 'NOT_EXECUTED' });
  });

  it('is contradicted by a late yes', () => {
    const late = send(0, sent.succeeded, 870);
    expect(on(900, [late, reading(840, rows.notFound)])).toMatchObject({ result: 'EXECUTED' });
  });

  it('knows no refusals: what is refused to a repeated send is found not executed', () => {
    const story = [send(0, sent.silence, 10), send(12, refused(), 13)];
    expect(on(900, [...story, reading(843, rows.notFound)])).toMatchObject({
      result: 'NOT_EXECUTED',
    });
  });

  it('asks for a person after 30 minutes without an answer, as checks do', () => {
    const story = [doubtful, reading(1795, rows.notAnswered)];
    expect(on(1810, story)).toMatchObject({ detail: PERSON, reason: 'DOUBT_LIMIT' });
  });
});

describe('rows that contradict each other (two, a cancelled one, another amount)', () => {
  const seen = [doubtful, reading(170, rows.ambiguous)];

  it('prove nothing: a person is needed at once, and the statement is read every ten minutes', () => {
    expect(on(172, seen)).toMatchObject({
      detail: PERSON,
      reason: 'STATEMENT_AMBIGUOUS',
      waitUntilS: 171 + 600,
    });
    expect(on(771, seen)).toEqual(STATEMENT);
    expect(on(773, [...seen, reading(771, rows.executed)])).toMatchObject({ result: 'EXECUTED' });
  });

  it('are no absence later, when the row is gone', () => {
    const gone = [...seen, reading(900, rows.notFound)];
    expect(on(902, gone)).toMatchObject({ detail: PERSON, reason: 'STATEMENT_AMBIGUOUS' });
  });
});

describe('under contract', () => {
  const foreign = [send(3, sent.duplicate, 4)];
  const lag = { bookingLagMs: 60_000 };

  it('result checks are asked, whatever the statement lags', () => {
    expect(stepAt(170, payment([doubtful]), lag)).toEqual({ kind: 'check' });
    expect(stepAt(811, payment([doubtful, check(810, found.notFound)]), lag)).toMatchObject({
      result: 'NOT_EXECUTED',
    });
  });

  it('a pair that someone else holds is looked for once, after window and booking lag', () => {
    expect(stepAt(863, payment(foreign), lag)).toEqual(until(864, UNKNOWN));
    expect(stepAt(864, payment(foreign), lag)).toEqual(STATEMENT);
    const failed = [...foreign, reading(864, rows.notAnswered)];
    expect(stepAt(866, payment(failed), lag)).toEqual(until(875, UNKNOWN));
    expect(stepAt(875, payment(failed), lag)).toEqual(STATEMENT);
  });

  it.each([TEST_BED, lag])(
    'its row settles it, and that it is not there proves nothing: %j',
    (mode) => {
      const row = [...foreign, reading(864, rows.executed)];
      expect(stepAt(866, payment(row), mode)).toMatchObject({
        result: 'EXECUTED',
        by: 'STATEMENT',
      });
      const none = [...foreign, reading(864, rows.notFound)];
      for (const now of [866, 3000, 90_000]) {
        expect(stepAt(now, refund(none), mode)).toMatchObject({
          detail: PERSON,
          reason: 'PAIR_HELD_BY_ANOTHER',
        });
      }
    },
  );

  it('rows of it that contradict each other are read again every ten minutes', () => {
    const story = payment([...foreign, reading(864, rows.ambiguous)]);
    expect(stepAt(866, story, lag)).toMatchObject({ reason: 'STATEMENT_AMBIGUOUS' });
    expect(stepAt(865 + 600, story, lag)).toEqual(STATEMENT);
  });

  it('a statement that is never answered is a matter for a person at the doubt limit', () => {
    const story = payment([...foreign, reading(1900, rows.notAnswered)], { deadlineS: 9999 });
    expect(stepAt(1905, story, lag)).toMatchObject({
      detail: PERSON,
      reason: 'PAIR_HELD_BY_ANOTHER',
      waitUntilS: 1901 + 600,
    });
  });
});
