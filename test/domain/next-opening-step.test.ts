import type { FailureCode } from '../../src/domain/failure';
import { MIDNIGHT_S, NIGHT, until } from '../support/movement-builder';
import { asked, opening, openingStepAt, refusal, told } from '../support/opening-builder';

const WAITING = 'WAITING_FOR_BANK';
const UNKNOWN = 'BANK_RESULT_UNKNOWN';
const PERSON = 'WAITING_FOR_OPERATOR';
const ASK_HOLDER = { kind: 'ask', what: 'HOLDER' };
const ASK_ISSUE = { kind: 'ask', what: 'ISSUE' };
const MINT = { kind: 'open', pair: 'MINT' };
const SAME = { kind: 'open', pair: 'SAME' };

const holder = asked('HOLDER', 0, told.yes);
const registered = [holder, asked('OPEN', 1, told.yes)];
const failed = (failureCode: FailureCode, evidence: string) => ({
  result: 'FAILED',
  failureCode,
  evidence,
});

describe('an opening', () => {
  it('asks for the holder, opens, asks whether it is issued, and is active', () => {
    expect(openingStepAt(0, opening([]))).toEqual(ASK_HOLDER);
    expect(openingStepAt(1, opening([holder]))).toEqual(MINT);
    expect(openingStepAt(2, opening(registered))).toEqual(ASK_ISSUE);
    const issued = opening([...registered, asked('ISSUE', 2, told.yes)]);
    expect(openingStepAt(3, issued)).toEqual({ result: 'ACTIVE', evidence: 'ISSUE' });
  });

  it('needs nothing from the bank when we hold the alias of this member', () => {
    expect(openingStepAt(0, opening([], { aliasHeld: true }))).toEqual({
      result: 'ACTIVE',
      evidence: null,
    });
  });

  it('waits while another worker holds the lease', () => {
    const story = opening([holder, asked('OPEN', 1, told.nothing)]);
    expect(openingStepAt(3, story)).toMatchObject({
      waitUntilS: 6,
      reason: 'ANOTHER_WORKER_HOLDS_THE_LEASE',
    });
    expect(openingStepAt(6, story)).toEqual(until(8, WAITING));
    expect(openingStepAt(8, story)).toEqual(SAME);
  });

  it('asks nothing while the bank is closed', () => {
    const night = { closedHours: [NIGHT] };
    expect(openingStepAt(MIDNIGHT_S + 60, opening([]), night)).toEqual(
      until(MIDNIGHT_S + 1800, WAITING),
    );
  });
});

describe('the holder', () => {
  it('of another name ends it', () => {
    const story = opening([asked('HOLDER', 0, told.no)]);
    expect(openingStepAt(1, story)).toEqual(failed('ACCOUNT_HOLDER_MISMATCH', 'HOLDER'));
  });

  it("that the bank refuses to tell ends it with the bank's reason", () => {
    const story = opening([asked('HOLDER', 0, refusal('INVALID_BANK_ACCOUNT'))]);
    expect(openingStepAt(1, story)).toEqual(failed('INVALID_BANK_ACCOUNT', 'HOLDER'));
  });

  it.each([told.silence, told.undecided, told.neverLeft, told.processing])(
    'is asked again after the pauses of silence: %j',
    (outcome) => {
      const once = opening([asked('HOLDER', 0, outcome)]);
      expect(openingStepAt(1, once)).toEqual(until(3, WAITING));
      expect(openingStepAt(3, once)).toEqual(ASK_HOLDER);
      const twice = opening([asked('HOLDER', 0, outcome), asked('HOLDER', 3, outcome)]);
      expect(openingStepAt(5, twice)).toEqual(until(14, WAITING));
    },
  );
});

describe('opening proper', () => {
  it.each([
    ['silence', told.silence],
    ['an undecided or unlisted code', told.undecided],
    ['"still working"', told.processing],
    ['a success without a registration number', told.no],
  ])('is sent again with the same pair after %s, far more than five times', (_name, outcome) => {
    const sends = [1, 4, 15, 46, 107, 168, 229, 290].map((s) => asked('OPEN', s, outcome));
    for (const [count, dueS] of [
      [1, 4],
      [2, 15],
      [3, 46],
      [4, 107],
      [5, 168],
      [8, 351],
    ] as const) {
      const story = opening([holder, ...sends.slice(0, count)]);
      expect(openingStepAt(dueS - 0.5, story)).toMatchObject({ waitUntilS: dueS });
      expect(openingStepAt(dueS, story)).toEqual(SAME);
    }
  });

  it('is in doubt, and shown so, once it may have reached the bank', () => {
    const story = opening([holder, asked('OPEN', 1, told.silence)]);
    expect(openingStepAt(2, story)).toEqual(until(4, UNKNOWN));
  });

  it.each<FailureCode>(['ACCOUNT_HOLDER_MISMATCH', 'ACCOUNT_CLOSED_AT_BANK', 'BANK_MAINTENANCE'])(
    'ends with a definite refusal: %s',
    (failureCode) => {
      const closed = failureCode === 'BANK_MAINTENANCE';
      const outcome = closed ? told.closed : refusal(failureCode);
      const story = opening([holder, asked('OPEN', 1, outcome)]);
      expect(openingStepAt(2, story)).toEqual(failed(failureCode, 'OPEN'));
    },
  );

  it('ends when the account is registered at the bank under another pair (A0013)', () => {
    const story = opening([holder, asked('OPEN', 1, refusal('ALREADY_REGISTERED_AT_BANK'))]);
    expect(openingStepAt(2, story)).toEqual(failed('ALREADY_REGISTERED_AT_BANK', 'OPEN'));
  });

  it('goes to a person when A0013 answers a repetition of our own pair', () => {
    const sends = [
      asked('OPEN', 1, told.silence),
      asked('OPEN', 4, refusal('ALREADY_REGISTERED_AT_BANK')),
    ];
    expect(openingStepAt(5, opening([holder, ...sends]))).toMatchObject({
      detail: PERSON,
      reason: 'REGISTERED_UNDER_OUR_PAIR',
    });
  });

  it('is not settled by "closed" to a repetition', () => {
    const sends = [asked('OPEN', 1, told.silence), asked('OPEN', 4, told.closed)];
    expect(openingStepAt(15, opening([holder, ...sends]))).toEqual(SAME);
  });

  it('repeats its pair after "used already", and asks for a person at the doubt limit', () => {
    const sends = [asked('OPEN', 1, told.silence), asked('OPEN', 4, told.duplicate)];
    expect(openingStepAt(15, opening([holder, ...sends]))).toEqual(SAME);
    const late = asked('OPEN', 1780, told.duplicate);
    expect(openingStepAt(1801, opening([holder, ...sends, late]))).toMatchObject({
      detail: PERSON,
    });
  });

  it('goes to a person when its first send is told that the pair is used', () => {
    const story = opening([holder, asked('OPEN', 1, told.duplicate)]);
    expect(openingStepAt(2, story)).toMatchObject({
      detail: PERSON,
      reason: 'PAIR_HELD_BY_ANOTHER',
    });
  });

  it('is not sent in the last 30 s of the day', () => {
    const S = MIDNIGHT_S;
    const late = opening([asked('HOLDER', S - 40, told.yes)]);
    expect(openingStepAt(S - 30.001, late)).toEqual(MINT);
    expect(openingStepAt(S - 30, late)).toEqual(until(S, WAITING));
    expect(openingStepAt(S, late)).toEqual(MINT);
  });

  it('has spent its pair at midnight: a person sees to it', () => {
    const S = MIDNIGHT_S;
    const story = opening([asked('HOLDER', S - 60, told.yes), asked('OPEN', S - 50, told.silence)]);
    expect(openingStepAt(S - 20, story)).toEqual(until(S, UNKNOWN));
    expect(openingStepAt(S + 1, story)).toMatchObject({ detail: PERSON, reason: 'PAIR_SPENT' });
  });

  it('gets a new pair at midnight if nothing ever left', () => {
    const S = MIDNIGHT_S;
    const story = opening([
      asked('HOLDER', S - 60, told.yes),
      asked('OPEN', S - 50, told.neverLeft),
    ]);
    expect(openingStepAt(S - 40, story)).toEqual(SAME);
    expect(openingStepAt(S + 1, story)).toEqual(MINT);
  });
});

describe('the check whether it is issued', () => {
  const issue = (...outcomes: Parameters<typeof asked>[2][]) =>
    opening([...registered, ...outcomes.map((one, i) => asked('ISSUE', 2 + i * 61, one))]);

  it.each([told.processing, told.no, told.silence, told.undecided, told.closed])(
    'is repeated after anything but a definite answer: %j',
    (outcome) => {
      expect(openingStepAt(3, issue(outcome))).toMatchObject({ waitUntilS: 5 });
      expect(openingStepAt(5, issue(outcome))).toEqual(ASK_ISSUE);
    },
  );

  it('goes on over midnight', () => {
    const story = opening([...registered, asked('ISSUE', 2, told.processing)]);
    expect(openingStepAt(MIDNIGHT_S + 1, story)).toEqual(ASK_ISSUE);
  });

  it('ends the opening when it is refused', () => {
    expect(openingStepAt(3, issue(refusal('BANK_REFUSED')))).toEqual(
      failed('BANK_REFUSED', 'ISSUE'),
    );
  });
});

describe('the doubt limit', () => {
  const asks = (lastS: number) => [
    asked('HOLDER', 0, told.silence),
    asked('HOLDER', lastS, told.silence),
  ];

  it('asks for a person after 30 minutes; the bank is still asked every 10 minutes', () => {
    expect(openingStepAt(1800, opening(asks(1795)))).toEqual(until(1806, WAITING));
    expect(openingStepAt(1801, opening(asks(1795)))).toEqual(until(2396, PERSON));
    expect(openingStepAt(2396, opening(asks(1795)))).toEqual(ASK_HOLDER);
  });

  it('counts from the first question, so that a night or an outage before it is no doubt', () => {
    expect(openingStepAt(50_000, opening([asked('HOLDER', 49_999, told.silence)]))).toEqual(
      until(50_002, WAITING),
    );
  });

  it('pauses while the bank is closed', () => {
    const S = MIDNIGHT_S;
    const night = { closedHours: [NIGHT] };
    const story = opening([
      asked('HOLDER', S - 60, told.silence),
      asked('HOLDER', S + 1800, told.silence),
    ]);
    expect(openingStepAt(S + 1801, story, night)).toEqual(until(S + 1811, WAITING));
  });
});
