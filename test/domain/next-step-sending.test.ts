import {
  at,
  CHECK,
  check,
  found,
  MIDNIGHT_S,
  NIGHT,
  payment,
  refund,
  refused,
  send,
  SEND_FIRST,
  SEND_NEW,
  SEND_SAME,
  sent,
  slowDown,
  stepAt,
  until,
} from '../support/movement-builder';

const UNKNOWN = 'BANK_RESULT_UNKNOWN';
const WAITING = 'WAITING_FOR_BANK';

describe('the first send', () => {
  it('happens at once', () => {
    expect(stepAt(0, payment([]))).toEqual(SEND_FIRST);
    expect(stepAt(0, refund())).toEqual(SEND_FIRST);
  });

  it('still happens when read time-out and 5 s just fit before the deadline', () => {
    expect(stepAt(0, payment([], { deadlineS: 15 }))).toEqual(SEND_FIRST);
  });

  it('does not happen any more when they do not fit, and the payment expires at its deadline', () => {
    const late = payment([], { deadlineS: 14.999 });
    expect(stepAt(0, late)).toEqual(until(14.999, WAITING));
    expect(stepAt(14.999, late)).toEqual({ result: 'EXPIRED', by: 'RULE', evidence: null });
  });

  it('waits for the bank to open', () => {
    const closed = { closedHours: [NIGHT] };
    const night = MIDNIGHT_S + 600;
    expect(stepAt(night, refund(), closed)).toEqual(until(MIDNIGHT_S + 1800, WAITING));
    expect(stepAt(MIDNIGHT_S + 1800, refund(), closed)).toEqual(SEND_FIRST);
  });

  it('does not happen in the last 30 s of a Korean day', () => {
    expect(stepAt(MIDNIGHT_S - 30.001, refund())).toEqual(SEND_FIRST);
    expect(stepAt(MIDNIGHT_S - 30, refund())).toEqual(until(MIDNIGHT_S, WAITING));
    expect(stepAt(MIDNIGHT_S, refund())).toEqual(SEND_FIRST);
  });

  it('lets a payment expire whose deadline lies before the bank opens', () => {
    const tonight = payment([], { deadlineS: MIDNIGHT_S + 900 });
    const closed = { closedHours: [NIGHT] };
    expect(stepAt(MIDNIGHT_S + 60, tonight, closed)).toEqual(until(MIDNIGHT_S + 900, WAITING));
    expect(stepAt(MIDNIGHT_S + 900, tonight, closed)).toMatchObject({ result: 'EXPIRED' });
  });
});

describe('a send that never left', () => {
  const attempts = (...ends: number[]) => ends.map((end) => send(end - 1, sent.neverLeft, end));

  it.each([
    [1, 3],
    [2, 13],
    [3, 43],
    [4, 103],
    [7, 283],
  ])('number %d is followed by the same pair after the pauses of silence', (count, dueS) => {
    const ends = [1, 3, 13, 43, 103, 163, 223].slice(0, count);
    const story = payment(attempts(...ends));
    expect(stepAt(ends.at(-1) ?? 0, story)).toEqual(until(dueS, WAITING));
    expect(stepAt(dueS, story)).toEqual(SEND_SAME);
  });

  it('is no send: far more than five are tried', () => {
    const story = refund(attempts(...Array.from({ length: 40 }, (_, i) => i * 61)));
    expect(stepAt(40 * 61, story)).toEqual(SEND_SAME);
  });

  it('ends with the deadline of the payment', () => {
    const story = payment(attempts(1, 3, 13, 43, 103), { deadlineS: 170 });
    expect(stepAt(104, story)).toEqual(until(170, WAITING));
    expect(stepAt(170, story)).toMatchObject({ result: 'EXPIRED', by: 'RULE' });
  });

  it('is followed by a new pair at once on the next Korean day, since nothing ever left', () => {
    const story = refund([send(MIDNIGHT_S - 40, sent.neverLeft, MIDNIGHT_S - 39)]);
    expect(stepAt(MIDNIGHT_S - 37, story)).toEqual(SEND_SAME);
    expect(stepAt(MIDNIGHT_S - 30, story)).toEqual(until(MIDNIGHT_S, WAITING));
    expect(stepAt(MIDNIGHT_S, story)).toEqual(SEND_NEW);
    const tried = refund(attempts(...[1, 2, 3, 4].map((one) => MIDNIGHT_S - 35 + one)));
    expect(stepAt(MIDNIGHT_S - 31, tried)).toEqual(until(MIDNIGHT_S, WAITING));
  });

  it('never makes a new pair beside another send that may have left', () => {
    const story = refund([
      send(MIDNIGHT_S - 60, sent.silence, MIDNIGHT_S - 50),
      send(MIDNIGHT_S - 48, sent.neverLeft, MIDNIGHT_S - 47),
    ]);
    expect(stepAt(MIDNIGHT_S + 10, story)).toEqual(until(MIDNIGHT_S + 110, UNKNOWN));
    expect(stepAt(MIDNIGHT_S + 110, story)).toEqual(CHECK);
  });
});

describe('silence', () => {
  it.each([
    [1, 12],
    [2, 32],
    [3, 72],
    [4, 142],
  ])('number %d is followed by the same pair after 2, 10, 30 and 60 s', (count, dueS) => {
    const story = payment(
      [0, 12, 32, 72].slice(0, count).map((s) => send(s, sent.silence, s + 10)),
    );
    expect(stepAt(dueS - 0.001, story)).toEqual(until(dueS, UNKNOWN));
    expect(stepAt(dueS, story)).toEqual(SEND_SAME);
  });

  it('is obeyed when the bank says how long to wait', () => {
    const story = payment([send(0, slowDown(45))]);
    expect(stepAt(1, story)).toEqual(until(46, UNKNOWN));
    expect(stepAt(46, story)).toEqual(SEND_SAME);
  });

  it('may be broken at most five times; then the bank is asked, 160 s after the last of them', () => {
    const five = payment([0, 12, 32, 72, 142].map((s) => send(s, sent.silence, s + 10)));
    expect(stepAt(153, five)).toEqual(until(152 + 160, UNKNOWN));
    expect(stepAt(312, five)).toEqual(CHECK);
  });

  it('includes a send whose outcome nobody recorded, once its lease is over', () => {
    const dead = payment([send(0, sent.nothing)]);
    expect(stepAt(4.999, dead)).toMatchObject({
      waitUntilS: 5,
      reason: 'ANOTHER_WORKER_HOLDS_THE_LEASE',
    });
    expect(stepAt(5, dead)).toEqual(until(7, UNKNOWN));
    expect(stepAt(7, dead)).toEqual(SEND_SAME);
  });

  it('is not broken after the deadline of the payment: then the bank is only asked', () => {
    const story = payment([send(0, sent.silence, 10)], { deadlineS: 12 });
    expect(stepAt(11, story)).toEqual(until(12, UNKNOWN));
    expect(stepAt(12, story)).toEqual(until(170, 'NET_CANCELING'));
    expect(stepAt(170, { ...story, netCanceledAt: at(12) })).toEqual(CHECK);
  });

  it('is broken right until the deadline, which refunds do not have', () => {
    expect(stepAt(12, payment([send(0, sent.silence, 10)], { deadlineS: 12.001 }))).toEqual(
      SEND_SAME,
    );
    expect(stepAt(86_000 - 60_000, refund([send(25_980, sent.silence)]))).toEqual(SEND_SAME);
  });

  it('is not broken in the last 30 s of the day of the pair, nor ever after it', () => {
    const story = refund([send(MIDNIGHT_S - 45, sent.silence, MIDNIGHT_S - 35)]);
    expect(stepAt(MIDNIGHT_S - 33, story)).toEqual(SEND_SAME);
    expect(stepAt(MIDNIGHT_S - 30.001, story)).toEqual(SEND_SAME);
    for (const later of [MIDNIGHT_S - 30, MIDNIGHT_S, MIDNIGHT_S + 60]) {
      expect(stepAt(later, story)).toEqual(until(MIDNIGHT_S - 35 + 160, UNKNOWN));
    }
    expect(stepAt(MIDNIGHT_S + 125, story)).toEqual(CHECK);
  });

  it('is not broken while the bank is closed', () => {
    const lunch = { closedHours: [{ fromMinute: 14 * 60, toMinute: 14 * 60 + 5 }] };
    const story = payment([send(-20, sent.silence, -10)]);
    expect(stepAt(0, story, lunch)).toEqual(until(300, UNKNOWN));
    expect(stepAt(300, story, lunch)).toEqual(SEND_SAME);
  });

  it('is not broken once the doubt limit is over', () => {
    const story = refund([send(0, sent.silence, 10)]);
    expect(stepAt(1809, story)).toEqual(SEND_SAME);
    expect(stepAt(1810, story)).toEqual(CHECK);
  });
});

describe.each([
  ['an undecided code', sent.undecided],
  ['"still processing"', sent.processing],
  ['"used already"', sent.duplicate],
  ['a refusal to a repeated send', refused()],
  ['"closed" to a repeated send', sent.closed],
])('after %s', (_name, answer) => {
  const story = payment([send(0, sent.silence, 10), send(12, answer)]);

  it('the pair is never sent again', () => {
    for (let now = 13; now < 4000; now += 7) {
      expect(stepAt(now, story)).not.toMatchObject({ kind: 'send' });
    }
  });
});

it('a pair that was asked about is never sent again', () => {
  const story = payment([send(0, sent.silence, 10), check(170, found.notAnswered)]);
  for (let now = 171; now < 4000; now += 7) {
    expect(stepAt(now, story)).not.toMatchObject({ kind: 'send' });
  }
});
