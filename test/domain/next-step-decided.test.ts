import type { DecisionKind } from '../../src/domain/decision';
import {
  CHECK,
  check,
  checks,
  decided,
  decision,
  found,
  knownAtS,
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

const PERSON = 'WAITING_FOR_OPERATOR';
const doubtful = send(0, sent.undecided, 10);
/** In doubt with all tries used up; its window ended at 810 s. */
const stuck = [doubtful, ...checks([170, 330, 490, 650, 810], found.processing)];
const proven = (startS: number) => [
  send(startS, sent.undecided, startS),
  check(startS + 800, found.notFound),
];
const short = [send(0, refused('CONTRACT_ACCOUNT_SHORT'), 1)];
const unlisted = [doubtful, check(810, found.otherFailure)];
const operators = (result: string) => ({ result, by: 'OPERATOR', evidence: null });

describe('two operators settle what the bank leaves open', () => {
  it.each(['EXECUTED', 'NOT_EXECUTED'] as const)('a payment: %s', (kind) => {
    const story = decided(payment(stuck), decision(900, kind));
    expect(stepAt(901, story)).toEqual(operators(kind));
    expect(knownAtS(5000, story)).toBe(900);
  });

  it.each(['EXECUTED', 'SETTLED_OUTSIDE'] as const)('a refund: %s', (kind) => {
    const story = decided(refund(stuck), decision(900, kind));
    expect(stepAt(901, story)).toEqual(operators(kind));
    expect(knownAtS(5000, story)).toBe(900);
  });

  it('a refund that failed with an unlisted code, which proves nothing', () => {
    const executed = decided(refund(unlisted), decision(900, 'EXECUTED'));
    expect(stepAt(901, executed)).toEqual(operators('EXECUTED'));
    const not = decided(refund(unlisted), decision(900, 'NOT_EXECUTED'));
    expect(stepAt(901, not)).toEqual(SEND_NEW);
  });

  it('a refund proven not executed by them gets a new pair', () => {
    const story = decided(refund(stuck), decision(900, 'NOT_EXECUTED'));
    expect(stepAt(901, story)).toEqual(SEND_NEW);
  });

  it('what only a refund can be does nothing to a payment', () => {
    for (const kind of ['SETTLED_OUTSIDE', 'SEND_AGAIN', 'CORRECTIVE_REFUND'] as const) {
      const story = decided(payment(stuck), decision(900, kind));
      expect(stepAt(901, story)).toMatchObject({ detail: PERSON, reason: 'TRIES_USED_UP' });
    }
  });
});

describe("the bank's own proof beats them", () => {
  const kinds: readonly DecisionKind[] = ['EXECUTED', 'NOT_EXECUTED', 'SETTLED_OUTSIDE'];

  it.each(kinds)('a yes, whatever they said: %s', (kind) => {
    const yes = [...stuck, check(899, found.executed)];
    for (const movement of [payment(yes), refund(yes)])
      expect(stepAt(902, decided(movement, decision(900, kind)))).toMatchObject({
        result: 'EXECUTED',
        by: 'RESULT_CHECK',
      });
  });

  it.each([
    ['a listed refusal', check(899, found.refused), 'REFUSED'],
    ['"no such transaction" after the window', check(899, found.notFound), 'NOT_EXECUTED'],
    ['no row after the window', reading(899, rows.notFound), 'NOT_EXECUTED'],
    ['an unlisted failure after the window', check(899, found.otherFailure), 'REFUSED'],
  ])('%s, though they said that a payment was executed', (_name, proof, result) => {
    const story = decided(payment([...stuck, proof]), decision(900, 'EXECUTED'));
    expect(stepAt(902, story)).toMatchObject({ result });
    expect(stepAt(902, story)).not.toMatchObject({ by: 'OPERATOR' });
  });

  it.each(['NOT_EXECUTED', 'SEND_AGAIN'] as const)(
    'a payment ends with the refusal, though they said %s',
    (kind) => {
      const no = payment([...stuck, check(899, found.refused)]);
      expect(stepAt(902, decided(no, decision(900, kind)))).toMatchObject({
        result: 'REFUSED',
        by: 'RESULT_CHECK',
      });
    },
  );

  it('a refusal of which they say nothing new still waits for them', () => {
    const story = decided(refund(short), decision(900, 'NOT_EXECUTED'));
    expect(stepAt(901, story)).toMatchObject({ reason: 'CONTRACT_ACCOUNT_SHORT' });
  });

  it('a refusal or absence, though they said that a refund was executed', () => {
    const refusedLate = decided(
      refund([...stuck, check(899, found.refused)]),
      decision(900, 'EXECUTED'),
    );
    expect(stepAt(902, refusedLate)).toMatchObject({ result: 'REFUSED' });
    const absent = decided(
      refund([...stuck, check(899, found.notFound)]),
      decision(900, 'EXECUTED'),
    );
    expect(stepAt(902, absent)).toEqual(SEND_NEW);
  });

  it('but what was settled outside is not sent again by a refusal: it would arrive twice', () => {
    for (const proof of [found.refused, found.notFound, found.otherFailure]) {
      const story = decided(
        refund([...stuck, check(899, proof)]),
        decision(900, 'SETTLED_OUTSIDE'),
      );
      expect(stepAt(902, story)).toEqual(operators('SETTLED_OUTSIDE'));
    }
  });
});

describe('a refund is sent again', () => {
  it.each([
    ['our own account was short', short, 2],
    ['it failed with an unlisted code', unlisted, 901],
  ])('when operators say so after %s', (_name, exchanges, atS) => {
    const before = refund(exchanges);
    expect(stepAt(atS, before)).toMatchObject({ detail: PERSON });
    expect(stepAt(9000, decided(before, decision(atS, 'SEND_AGAIN')))).toEqual(SEND_NEW);
  });

  it('beyond the three pairs when they grant one, and only one', () => {
    const three = [proven(0), proven(900), proven(1800)];
    const granted = decided(refund(...three), decision(2700, 'SEND_AGAIN'));
    expect(stepAt(2701, granted)).toEqual(SEND_NEW);
    const { transfers } = refund(proven(2800));
    const fourth = { ...granted, transfers: [...granted.transfers, ...transfers] };
    expect(stepAt(3601, fourth)).toMatchObject({ detail: PERSON, reason: 'PAIRS_USED_UP' });
  });

  it('not while it is in doubt, whatever they say', () => {
    const story = decided(refund(stuck), decision(900, 'SEND_AGAIN'));
    for (let now = 901; now < 5000; now += 7)
      expect(stepAt(now, story)).not.toMatchObject({ kind: 'send' });
  });

  it('after a grant, though they had proven it not executed and the pairs were used up', () => {
    const third = [send(1800, sent.undecided, 1800), check(2700, found.processing)];
    const proof = decision(2800, 'NOT_EXECUTED');
    const used = decided(refund(proven(0), proven(900), third), proof);
    expect(stepAt(2801, used)).toMatchObject({ detail: PERSON, reason: 'PAIRS_USED_UP' });
    expect(stepAt(2901, decided(used, proof, decision(2900, 'SEND_AGAIN')))).toEqual(SEND_NEW);
  });

  it('never inside the settling window', () => {
    const story = decided(refund(short), decision(2, 'SEND_AGAIN'));
    expect(stepAt(3, story)).toEqual(until(801, 'WAITING_FOR_BANK'));
    expect(stepAt(801, story)).toEqual(SEND_NEW);
    const rowSeen = [doubtful, reading(170, rows.ambiguous)];
    const early = decided(refund(rowSeen), decision(200, 'NOT_EXECUTED'));
    expect(stepAt(201, early)).toEqual(until(810, 'WAITING_FOR_BANK'));
    expect(stepAt(810, early)).toEqual(SEND_NEW);
  });
});

describe('ASK_AGAIN', () => {
  it('asks one question now, and no second one', () => {
    const story = decided(payment(stuck), decision(900, 'ASK_AGAIN'));
    expect(stepAt(900, story)).toEqual(CHECK);
    const asked = decided(
      payment([...stuck, check(900, found.notAnswered)]),
      decision(900, 'ASK_AGAIN'),
    );
    expect(stepAt(902, asked)).toMatchObject({ detail: PERSON, waitUntilS: 901 + 600 });
  });

  it('waits for the bank to open', () => {
    const start = MIDNIGHT_S - 2000;
    const asked = [send(start, sent.undecided, start), check(start + 1900, found.processing)];
    const story = decided(refund(asked), decision(MIDNIGHT_S + 5, 'ASK_AGAIN'));
    const night = { closedHours: [NIGHT] };
    expect(stepAt(MIDNIGHT_S + 6, story, night)).toEqual(until(MIDNIGHT_S + 1800, PERSON));
    expect(stepAt(MIDNIGHT_S + 1800, story, night)).toEqual(CHECK);
  });

  it('reads the statement on the test bed, and about a pair that someone else holds', () => {
    const ask = decision(3000, 'ASK_AGAIN');
    const bed = { witness: 'STATEMENT', bookingLagMs: 30_000 } as const;
    const read = [doubtful, reading(170, rows.ambiguous), reading(2900, rows.ambiguous)];
    expect(stepAt(3001, decided(payment(read), ask), bed)).toEqual(STATEMENT);
    const foreign = [send(0, sent.duplicate), reading(801, rows.notFound)];
    expect(stepAt(3001, payment(foreign))).toMatchObject({ detail: PERSON });
    expect(stepAt(3001, decided(payment(foreign), ask))).toEqual(STATEMENT);
  });

  it.each([
    ['our own account was short', short],
    ['it failed with an unlisted code', [doubtful, check(880, found.otherFailure)]],
  ])('asks also when %s', (_name, exchanges) => {
    const story = decided(refund(exchanges), decision(900, 'ASK_AGAIN'));
    expect(stepAt(901, story)).toEqual(CHECK);
  });

  it('changes nothing while no person is waited for', () => {
    const story = decided(payment([doubtful]), decision(20, 'ASK_AGAIN'));
    expect(stepAt(21, story)).toEqual(until(170, 'BANK_RESULT_UNKNOWN'));
  });

  it('takes back no decision', () => {
    const ruling = decision(890, 'EXECUTED');
    const story = decided(payment(stuck), ruling, decision(900, 'ASK_AGAIN'));
    expect(stepAt(901, story)).toEqual(operators('EXECUTED'));
  });
});

describe('after an earlier pair turned out to be executed', () => {
  const first = [send(0, sent.succeeded, 1200), check(800, found.notFound)];
  const second = [send(900, sent.undecided, 910)];
  const late = refund(first, second);

  it.each(['EXECUTED', 'SETTLED_OUTSIDE'] as const)('%s ends it', (kind) => {
    expect(stepAt(1501, decided(late, decision(1500, kind)))).toEqual(operators(kind));
  });

  it.each(['NOT_EXECUTED', 'SEND_AGAIN'] as const)('%s sends nothing', (kind) => {
    expect(stepAt(1501, decided(late, decision(1500, kind)))).toMatchObject({
      detail: PERSON,
      reason: 'EARLIER_PAIR_EXECUTED',
    });
  });

  it('a decision made before anybody could know that ends nothing', () => {
    expect(stepAt(1501, decided(late, decision(1100, 'EXECUTED')))).toMatchObject({
      reason: 'EARLIER_PAIR_EXECUTED',
    });
  });

  it('ASK_AGAIN asks about the newest pair, if it may have been sent', () => {
    const ask = decision(1500, 'ASK_AGAIN');
    expect(stepAt(1501, decided(late, ask))).toEqual(CHECK);
    const unsent = refund(first, [send(900, sent.neverLeft)]);
    expect(stepAt(1501, decided(unsent, ask))).toMatchObject({ reason: 'EARLIER_PAIR_EXECUTED' });
  });

  it('a decision that the earlier pair was not executed does not hide it', () => {
    const given = decided(refund([send(0, sent.succeeded, 1200)]), decision(850, 'NOT_EXECUTED'));
    const movement = { ...late, transfers: [...given.transfers, ...refund(second).transfers] };
    expect(stepAt(1501, movement)).toMatchObject({ reason: 'EARLIER_PAIR_EXECUTED' });
  });
});
