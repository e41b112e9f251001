import {
  at,
  CHECK,
  check,
  checks,
  found as say,
  MIDNIGHT_S,
  NIGHT,
  payment,
  reading,
  refund,
  refused,
  rows,
  send,
  sent,
  STATEMENT,
  stepAt,
  until,
} from '../support/movement-builder';

const UNKNOWN = 'BANK_RESULT_UNKNOWN';
const PERSON = 'WAITING_FOR_OPERATOR';

/** The send that left the bank undecided ends at 10 s; its window is over at 810 s. */
const doubtful = send(0, sent.undecided, 10);
const SCHEDULE = [170, 330, 490, 650, 810];
const executed = (by: string, evidence: string) => ({ result: 'EXECUTED', by, evidence });

describe('the schedule of result checks', () => {
  it.each([
    ['an undecided code', sent.undecided],
    ['"still processing"', sent.processing],
  ])('begins 160 s after %s', (_name, outcome) => {
    const story = payment([send(0, outcome, 10)]);
    expect(stepAt(11, story)).toEqual(until(170, UNKNOWN));
    expect(stepAt(170, story)).toEqual(CHECK);
  });

  it.each([
    ['a refusal', refused()],
    ['"closed"', sent.closed],
  ])('begins 160 s after %s to a repeated send, which proves nothing', (_name, outcome) => {
    const story = payment([send(0, sent.silence, 10), send(12, outcome, 13)]);
    expect(stepAt(14, story)).toEqual(until(173, UNKNOWN));
    expect(stepAt(173, story)).toEqual(CHECK);
  });

  it('begins at once after "used already" to a repeated send, and that check is extra', () => {
    const sends = [send(0, sent.silence, 10), send(12, sent.duplicate, 13)];
    expect(stepAt(13, payment(sends))).toEqual(CHECK);
    const asked = [...sends, check(13, say.processing)];
    expect(stepAt(14, payment(asked))).toEqual(until(170, UNKNOWN));
    const all = [...asked, ...checks(SCHEDULE.slice(0, 4), say.processing)];
    expect(stepAt(651, payment(all))).toEqual(until(810, UNKNOWN));
  });

  it.each([0, 1, 2, 3, 4])('asks again 160 s after answer number %d', (count) => {
    const asked = checks(SCHEDULE.slice(0, count), say.processing);
    const dueS = SCHEDULE[count] ?? 0;
    const story = payment([doubtful, ...asked]);
    expect(stepAt(dueS - 1, story)).toEqual(until(dueS, UNKNOWN));
    expect(stepAt(dueS, story)).toEqual(CHECK);
  });

  it('keeps its times when a check comes late, and skips those that have passed', () => {
    expect(stepAt(240, payment([doubtful, check(230, say.processing)]))).toEqual(
      until(330, UNKNOWN),
    );
    expect(stepAt(500, payment([doubtful, check(499, say.processing)]))).toEqual(
      until(650, UNKNOWN),
    );
  });

  it('asks after 10, 30, 60 and 60 s when a check gets no usable answer', () => {
    const silent = [check(170, say.notAnswered), check(181, say.notAnswered)];
    expect(stepAt(172, payment([doubtful, ...silent.slice(0, 1)]))).toEqual(until(181, UNKNOWN));
    expect(stepAt(183, payment([doubtful, ...silent]))).toEqual(until(212, UNKNOWN));
    const more = [...silent, check(212, say.notAnswered)];
    expect(stepAt(214, payment([doubtful, ...more]))).toEqual(until(273, UNKNOWN));
    const evenMore = [...more, check(273, say.notAnswered)];
    expect(stepAt(275, payment([doubtful, ...evenMore]))).toEqual(until(334, UNKNOWN));
  });

  it('returns to 160 s, and to short pauses from the first one, once an answer came', () => {
    const asked = [check(170, say.notAnswered), check(181, say.processing)];
    expect(stepAt(182, payment([doubtful, ...asked]))).toEqual(until(330, UNKNOWN));
    const again = [...asked, check(330, say.notAnswered)];
    expect(stepAt(331, payment([doubtful, ...again]))).toEqual(until(341, UNKNOWN));
  });

  it('asks again after the lease of a check whose worker died', () => {
    const story = payment([doubtful, check(170, say.nothing)]);
    expect(stepAt(172, story)).toMatchObject({ reason: 'ANOTHER_WORKER_HOLDS_THE_LEASE' });
    expect(stepAt(175, story)).toEqual(until(185, UNKNOWN));
    expect(stepAt(185, story)).toEqual(CHECK);
  });

  it('goes on over midnight, deadline or not', () => {
    const start = MIDNIGHT_S - 100;
    const late = [send(start, sent.undecided, start)];
    expect(stepAt(MIDNIGHT_S + 60, refund(late))).toEqual(CHECK);
    const passed = payment(late, { deadlineS: start + 20 });
    const told = { ...passed, netCanceledAt: at(start + 20) };
    expect(stepAt(MIDNIGHT_S + 60, told)).toEqual(CHECK);
  });
});

describe('what a check finds', () => {
  it('settles at once when the bank executed, or refused with a listed code', () => {
    expect(stepAt(171, payment([doubtful, check(170, say.executed)]))).toEqual(
      executed('RESULT_CHECK', 'CHECK at 170'),
    );
    expect(stepAt(171, payment([doubtful, check(170, say.refused)]))).toEqual({
      result: 'REFUSED',
      by: 'RESULT_CHECK',
      failureCode: 'INSUFFICIENT_BALANCE',
      evidence: 'CHECK at 170',
    });
  });

  it('ends a payment as refused by maintenance when the original was answered "closed"', () => {
    expect(stepAt(171, payment([doubtful, check(170, say.closed)]))).toMatchObject({
      result: 'REFUSED',
      failureCode: 'BANK_MAINTENANCE',
    });
  });

  it.each(SCHEDULE.slice(0, 4))(
    'proves nothing when "no such transaction" is heard at %d s',
    (s) => {
      expect(stepAt(s + 1, payment([doubtful, check(s, say.notFound)]))).toEqual(
        until(s + 160, UNKNOWN),
      );
    },
  );

  it('does not count what was asked before the end of the window and answered after it', () => {
    const early = check(809.999, say.notFound, 815);
    expect(stepAt(816, payment([doubtful, early]))).toEqual(CHECK);
  });

  it('proves that nothing was executed when "no such transaction" is still heard after it', () => {
    const all = checks(SCHEDULE, say.notFound);
    expect(stepAt(811, payment([doubtful, ...all]))).toEqual({
      result: 'NOT_EXECUTED',
      by: 'RESULT_CHECK',
      evidence: 'CHECK at 810',
    });
  });

  it('proves it too when the repeated send was refused', () => {
    const sends = [send(0, sent.silence, 10), send(12, refused(), 13)];
    const story = payment([...sends, ...checks([173, 333, 493, 653, 813], say.notFound)]);
    expect(stepAt(814, story)).toMatchObject({ result: 'NOT_EXECUTED', evidence: 'CHECK at 813' });
  });

  it('believes the answer at or after the end of the window alone', () => {
    const changing = [
      ...checks(SCHEDULE.slice(0, 4), say.notFound),
      check(810, say.processing),
      check(1411, say.executed),
    ];
    expect(stepAt(811, payment([doubtful, ...changing.slice(0, 5)]))).toMatchObject({
      detail: PERSON,
    });
    expect(stepAt(1412, payment([doubtful, ...changing]))).toMatchObject({ result: 'EXECUTED' });
  });

  it('believes an unlisted failure only after the window, and then calls the payment refused', () => {
    expect(stepAt(171, payment([doubtful, check(170, say.otherFailure)]))).toEqual(
      until(330, UNKNOWN),
    );
    const all = payment([doubtful, ...checks(SCHEDULE, say.otherFailure)]);
    expect(stepAt(811, all)).toMatchObject({ result: 'REFUSED', failureCode: 'BANK_REFUSED' });
  });
});

describe('the settling window', () => {
  it('counts from the end of the lease where no outcome is recorded', () => {
    const dead = [send(0, sent.nothing), ...checks([165, 325, 485, 645], say.notFound)];
    expect(stepAt(700, payment([...dead]))).toEqual(until(805, UNKNOWN));
    expect(stepAt(806, payment([...dead, check(805, say.notFound)]))).toMatchObject({
      result: 'NOT_EXECUTED',
    });
  });

  it('counts from the last send that could have executed, which one answered "used already" could not', () => {
    const sends = [
      send(0, sent.silence, 10),
      send(12, sent.silence, 22),
      send(32, sent.duplicate, 300),
    ];
    const known = payment([...sends, check(822, say.notFound)]);
    expect(stepAt(823, known)).toMatchObject({ result: 'NOT_EXECUTED' });
    const early = payment([...sends, check(821, say.notFound)]);
    expect(stepAt(822, early)).toEqual(CHECK);
  });
});

describe('a person is asked for', () => {
  it('when the tries are used up without proof', () => {
    const story = payment([doubtful, ...checks(SCHEDULE, say.processing)]);
    expect(stepAt(811, story)).toMatchObject({ detail: PERSON, reason: 'TRIES_USED_UP' });
  });

  it('not by checks that were not answered: they count no try', () => {
    const story = payment([doubtful, ...checks(SCHEDULE, say.notAnswered)]);
    expect(stepAt(812, story)).toEqual(until(871, UNKNOWN));
  });

  it('after 30 minutes in doubt, whatever the reason', () => {
    const asked = checks([170, 800, 1700, 1795], say.notAnswered);
    const story = payment([doubtful, ...asked]);
    expect(stepAt(1800, story)).toEqual(until(1810, UNKNOWN));
    expect(stepAt(1810, story)).toEqual(until(1796 + 600, PERSON));
    expect(stepAt(1810, story)).toMatchObject({ reason: 'DOUBT_LIMIT' });
  });

  it('and the bank is still asked every 10 minutes: a definite answer settles it', () => {
    const asked = [...checks(SCHEDULE, say.processing), check(1411, say.notAnswered)];
    expect(stepAt(1411, payment([doubtful, ...asked.slice(0, 5)]))).toEqual(CHECK);
    expect(stepAt(1500, payment([doubtful, ...asked]))).toEqual(until(2012, PERSON));
    expect(stepAt(2012, payment([doubtful, ...asked]))).toEqual(CHECK);
    const end = check(2012, say.notFound);
    expect(stepAt(2013, payment([doubtful, ...asked, end]))).toMatchObject({
      result: 'NOT_EXECUTED',
      evidence: 'CHECK at 2012',
    });
  });
});

describe('while the bank is closed', () => {
  const closed = { closedHours: [NIGHT] };
  const OPEN_S = MIDNIGHT_S + 1800;

  it('questions wait', () => {
    const start = MIDNIGHT_S - 100;
    const story = refund([send(start, sent.undecided, start)]);
    expect(stepAt(MIDNIGHT_S - 1, story, closed)).toEqual(until(OPEN_S, UNKNOWN));
    expect(stepAt(MIDNIGHT_S + 61, story, closed)).toEqual(until(OPEN_S, UNKNOWN));
    expect(stepAt(OPEN_S, story, closed)).toEqual(CHECK);
  });

  it('the doubt limit pauses', () => {
    const start = MIDNIGHT_S - 600;
    const lastCheck = check(OPEN_S + 1190, say.notAnswered);
    const story = refund([send(start, sent.undecided, start), lastCheck]);
    expect(stepAt(OPEN_S + 1199, story, closed)).toMatchObject({ detail: UNKNOWN });
    expect(stepAt(OPEN_S + 1200, story, closed)).toMatchObject({ detail: PERSON });
  });

  it.each([1, 60, 1799])('a limit that has %d s left does not make it wake up again', (leftS) => {
    const start = MIDNIGHT_S - 1800 + leftS;
    const asked = check(MIDNIGHT_S - 20, say.notAnswered, MIDNIGHT_S - 15);
    const story = refund([send(start, sent.undecided, start), asked]);
    expect(stepAt(MIDNIGHT_S + 1, story, closed)).toEqual(until(OPEN_S, UNKNOWN));
  });

  it('a person is waited for without waking up in the past', () => {
    const start = MIDNIGHT_S - 2400;
    const asked = check(MIDNIGHT_S - 602, say.processing);
    const story = refund([send(start, sent.undecided, start), asked]);
    expect(stepAt(MIDNIGHT_S + 5, story, closed)).toEqual(until(OPEN_S, PERSON));
  });
});

describe('a pair that someone else holds ("used already" to its first send)', () => {
  const foreign = [send(0, sent.neverLeft, 1), send(3, sent.duplicate, 4)];

  it('is nothing the bank could be asked about: after the window one statement, then a person', () => {
    expect(stepAt(5, payment(foreign))).toEqual(until(804, UNKNOWN));
    expect(stepAt(804, payment(foreign))).toEqual(STATEMENT);
    const read = [...foreign, reading(804, rows.notFound)];
    expect(stepAt(806, payment(read))).toMatchObject({
      detail: PERSON,
      reason: 'PAIR_HELD_BY_ANOTHER',
    });
    expect(stepAt(9000, refund(read))).toMatchObject({ detail: PERSON, waitUntilS: 9600 });
  });

  it('is not settled by whatever a check said about it', () => {
    for (const finding of [say.executed, say.refused, say.notFound]) {
      const asked = [...foreign, reading(804, rows.notFound), check(900, finding)];
      expect(stepAt(901, payment(asked))).toMatchObject({ detail: PERSON });
    }
  });

  it('was ours if the bank executed a send of it: two of our workers had crossed', () => {
    const crossed = payment([send(0, sent.duplicate, 9), send(7, sent.succeeded, 8)]);
    expect(stepAt(10, crossed)).toEqual(executed('BANK_ANSWER', 'SEND at 7'));
  });
});
