import type { FailureCode } from '../../src/domain/failure';
import {
  check,
  checks,
  found,
  MIDNIGHT_S,
  NIGHT,
  payment,
  refund,
  refused,
  send,
  SEND_NEW,
  sent,
  stepAt,
  until,
} from '../support/movement-builder';

const WAITING = 'WAITING_FOR_BANK';
const PERSON = 'WAITING_FOR_OPERATOR';
const WINDOW_S = 800;

/** A pair sent at a second and proven not executed: its window ends, and its last check is asked, at `+800 s`. */
const proven = (startS: number) => [
  send(startS, sent.undecided, startS),
  check(startS + WINDOW_S, found.notFound),
];
/** A pair refused with "closed" at a second. */
const closedAt = (startS: number) => [send(startS, sent.closed, startS)];

describe('a definite answer to the only send', () => {
  it('settles a payment or a refund as executed', () => {
    for (const movement of [payment([send(0, sent.succeeded)]), refund([send(0, sent.succeeded)])])
      expect(stepAt(1, movement)).toEqual({
        result: 'EXECUTED',
        by: 'BANK_ANSWER',
        evidence: 'SEND at 0',
      });
  });

  it('settles them as refused, also after attempts that never left', () => {
    const exchanges = [send(0, sent.neverLeft), send(3, refused())];
    for (const movement of [payment(exchanges), refund(exchanges)]) {
      expect(stepAt(4, movement)).toEqual({
        result: 'REFUSED',
        by: 'BANK_ANSWER',
        failureCode: 'INSUFFICIENT_BALANCE',
        evidence: 'SEND at 3',
      });
    }
  });

  it('ends a payment as maintenance when the bank was closed', () => {
    expect(stepAt(1, payment([send(0, sent.closed)]))).toMatchObject({
      result: 'REFUSED',
      failureCode: 'BANK_MAINTENANCE',
    });
  });

  it('of a bad configuration ends the payment', () => {
    expect(stepAt(1, payment([send(0, refused('BANK_CONFIG_ERROR'))]))).toMatchObject({
      result: 'REFUSED',
      failureCode: 'BANK_CONFIG_ERROR',
    });
  });

  it('settles at the deadline and after midnight just the same', () => {
    const story = payment([send(0, sent.succeeded)], { deadlineS: 20 });
    expect(stepAt(MIDNIGHT_S * 3, story)).toMatchObject({ result: 'EXECUTED' });
  });
});

describe('success', () => {
  it('counts from a repeated send too', () => {
    const story = payment([send(0, sent.silence), send(3, sent.succeeded)]);
    expect(stepAt(4, story)).toMatchObject({ result: 'EXECUTED', evidence: 'SEND at 3' });
  });

  it('counts when it is recorded late, beside whatever came after it', () => {
    const story = payment([
      send(0, sent.succeeded, 20),
      send(7, sent.duplicate, 8),
      check(8, found.notAnswered),
    ]);
    expect(stepAt(21, story)).toMatchObject({ result: 'EXECUTED', evidence: 'SEND at 0' });
  });
});

describe('a payment proven not executed', () => {
  it('ends, and never gets a second pair', () => {
    expect(stepAt(801, payment(proven(0)))).toMatchObject({ result: 'NOT_EXECUTED' });
  });
});

describe('a refund proven not executed', () => {
  it('gets a new pair at once after the window', () => {
    expect(stepAt(801, refund(proven(0)))).toEqual(SEND_NEW);
  });

  it('gets none before it, whatever the checks say', () => {
    const sends = [send(0, sent.undecided, 0)];
    for (const one of [160, 320, 480, 640, 799]) {
      expect(stepAt(one + 1, refund([...sends, check(one, found.notFound)]))).not.toEqual(SEND_NEW);
    }
  });

  it('gets three pairs at most; then a person decides', () => {
    expect(stepAt(1701, refund(proven(0), proven(900)))).toEqual(SEND_NEW);
    expect(stepAt(2601, refund(proven(0), proven(900), proven(1800)))).toMatchObject({
      detail: PERSON,
      reason: 'PAIRS_USED_UP',
    });
  });

  it('does not count pairs of which nothing ever left', () => {
    const day = 24 * 3600;
    const unsent = (dayNumber: number) => [send(dayNumber * day, sent.neverLeft)];
    const movement = refund(unsent(0), unsent(1), unsent(2), proven(3 * day));
    expect(stepAt(3 * day + 801, movement)).toEqual(SEND_NEW);
  });

  it('waits for the bank to open, and never sends in the last 30 s of a day', () => {
    const start = MIDNIGHT_S - WINDOW_S - 60;
    const settings = { closedHours: [NIGHT] };
    expect(stepAt(MIDNIGHT_S - 30.001, refund(proven(start)))).toEqual(SEND_NEW);
    expect(stepAt(MIDNIGHT_S - 30, refund(proven(start)))).toEqual(until(MIDNIGHT_S, WAITING));
    expect(stepAt(MIDNIGHT_S, refund(proven(start)))).toEqual(SEND_NEW);
    expect(stepAt(MIDNIGHT_S + 5, refund(proven(start)), settings)).toEqual(
      until(MIDNIGHT_S + 1800, WAITING),
    );
  });

  it('is judged by its newest pair alone', () => {
    const second = [send(900, sent.silence, 910)];
    expect(stepAt(911, refund(proven(0), second))).toMatchObject({ waitUntilS: 912 });
    const done = [send(900, sent.succeeded)];
    expect(stepAt(901, refund(proven(0), done))).toMatchObject({ result: 'EXECUTED' });
  });
});

describe('a refund that failed with an unlisted code', () => {
  const schedule = [160, 320, 480, 640, 800];

  it('is given to a person after the window: a new pair needs "no such transaction"', () => {
    const story = [send(0, sent.undecided, 0), ...checks(schedule, found.otherFailure)];
    expect(stepAt(801, refund(story))).toMatchObject({
      detail: PERSON,
      reason: 'UNLISTED_FAILURE',
    });
    expect(stepAt(800 + 599, refund(story))).toMatchObject({ detail: PERSON });
  });

  it('is asked about every ten minutes meanwhile, and a definite answer settles it', () => {
    const story = [send(0, sent.undecided, 0), ...checks(schedule, found.otherFailure)];
    expect(stepAt(800 + 601, refund(story))).toEqual({ kind: 'check' });
    const executed = refund([...story, check(1_500, found.executed)]);
    expect(stepAt(1_501, executed)).toMatchObject({ result: 'EXECUTED' });
    const absent = refund([...story, check(1_500, found.notFound)]);
    expect(stepAt(1_501, absent)).toEqual(SEND_NEW);
  });
});

describe('a refund of which an earlier pair turns out to be executed', () => {
  it('is never sent again: a person looks', () => {
    const first = [send(0, sent.silence, 10), check(800, found.notFound)];
    const late = [{ ...first[0], outcome: sent.succeeded }, first[1]] as typeof first;
    const second = [send(900, sent.silence, 910)];
    expect(stepAt(5_000, refund(late, second))).toMatchObject({
      detail: PERSON,
      reason: 'EARLIER_PAIR_EXECUTED',
    });
  });
});

describe('a refund that the closed bank refused', () => {
  it('gets a new pair after the window, not earlier', () => {
    const story = refund(closedAt(0));
    expect(stepAt(1, story)).toEqual(until(WINDOW_S, WAITING));
    expect(stepAt(WINDOW_S, story)).toEqual(SEND_NEW);
  });

  it('is treated so too when a check says that the original was refused as closed', () => {
    const story = refund([send(0, sent.undecided, 0), check(160, found.closed)]);
    expect(stepAt(161, story)).toEqual(until(WINDOW_S, WAITING));
    expect(stepAt(WINDOW_S, story)).toEqual(SEND_NEW);
  });

  it('waits for opening hours as well', () => {
    const story = refund(closedAt(MIDNIGHT_S + 60));
    const night = { closedHours: [NIGHT] };
    expect(stepAt(MIDNIGHT_S + 900, story, night)).toEqual(until(MIDNIGHT_S + 1800, WAITING));
    expect(stepAt(MIDNIGHT_S + 1800, story, night)).toEqual(SEND_NEW);
  });

  it('pauses twice as long each time, up to 10 min, and never shorter than its window', () => {
    const fast = { checkIntervalMs: 16_000 };
    const pauses = [80, 160, 320, 600, 600];
    const pairs: ReturnType<typeof closedAt>[] = [];
    let now = 0;
    for (const pauseS of pauses) {
      pairs.push(closedAt(now));
      expect(stepAt(now + 1, refund(...pairs), fast)).toEqual(until(now + pauseS, WAITING));
      now += pauseS;
      expect(stepAt(now, refund(...pairs), fast)).toEqual(SEND_NEW);
    }
  });

  it('does not use up the three pairs, but is bounded too', () => {
    const many = Array.from({ length: 143 }, (_, i) => closedAt(i * WINDOW_S));
    expect(stepAt(143 * WINDOW_S, refund(...many))).toEqual(SEND_NEW);
    const all = [...many, closedAt(143 * WINDOW_S)];
    expect(stepAt(150 * WINDOW_S, refund(...all))).toMatchObject({ reason: 'PAIRS_USED_UP' });
    const afterwards = proven(144 * WINDOW_S);
    expect(stepAt(145 * WINDOW_S + 1, refund(...many, afterwards))).toEqual(SEND_NEW);
  });
});

describe('a refund that the bank refused for good', () => {
  it.each<FailureCode>(['ACCOUNT_CLOSED_AT_BANK', 'INVALID_BANK_ACCOUNT', 'BANK_REFUSED'])(
    'ends as refused: %s',
    (failureCode) => {
      expect(stepAt(1, refund([send(0, refused(failureCode))]))).toMatchObject({
        result: 'REFUSED',
        failureCode,
      });
    },
  );

  it.each([
    ['answered', [send(0, refused('CONTRACT_ACCOUNT_SHORT'))]],
    ['found by a check', [send(0, sent.undecided), check(161, found.contractShort)]],
  ])(
    'waits for a person when our own account was short (%s): never silently refused',
    (_n, all) => {
      expect(stepAt(200, refund(all))).toMatchObject({
        detail: PERSON,
        reason: 'CONTRACT_ACCOUNT_SHORT',
      });
    },
  );
});
