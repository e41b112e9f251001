import type { Exchange, Movement } from '../../src/domain/movement';
import {
  check,
  decided,
  decision,
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
const WINDOW_S = 800;
const owed = (...pairs: readonly (readonly Exchange[])[]): Movement => ({
  ...refund(...pairs),
  owed: true,
});
const no = (startS: number) => [send(startS, refused('INVALID_BANK_ACCOUNT'), startS)];
const closed = (startS: number) => [send(startS, sent.closed, startS)];

describe('money we owe that the bank refuses', () => {
  it('is never refused for good: a new pair after the window, where another refund ends', () => {
    expect(stepAt(1, refund(no(0)))).toMatchObject({ result: 'REFUSED' });
    expect(stepAt(1, owed(no(0)))).toEqual(until(WINDOW_S, WAITING));
    expect(stepAt(WINDOW_S, owed(no(0)))).toEqual(SEND_NEW);
  });

  it('is treated so too when a check tells the refusal', () => {
    const story = owed([send(0, sent.undecided, 0), check(160, found.refused)]);
    expect(stepAt(161, story)).toEqual(until(WINDOW_S, WAITING));
  });

  it('pauses twice as long each time, up to ten minutes, closed or not', () => {
    const fast = { checkIntervalMs: 16_000 };
    const pairs: (readonly Exchange[])[] = [];
    let now = 0;
    for (const [index, pauseS] of [80, 160, 320, 600].entries()) {
      pairs.push(index % 2 === 0 ? no(now) : closed(now));
      expect(stepAt(now + 1, owed(...pairs), fast)).toEqual(until(now + pauseS, WAITING));
      now += pauseS;
    }
  });

  it('is a matter for a person once it was refused for the doubt limit', () => {
    const story = owed(no(0), no(WINDOW_S));
    expect(stepAt(1799, story)).toMatchObject({ kind: 'send' });
    expect(stepAt(1800, story)).toMatchObject({
      detail: 'WAITING_FOR_OPERATOR',
      reason: 'OWED_MONEY_REFUSED',
    });
  });

  it('whose first refusal is long ago goes to the person again at the next one', () => {
    const story = owed(no(0), no(WINDOW_S), no(5000));
    expect(stepAt(5001, story)).toMatchObject({ reason: 'OWED_MONEY_REFUSED' });
  });

  it('does not count the hours in which the bank is closed', () => {
    const start = MIDNIGHT_S - 600;
    const night = { closedHours: [NIGHT] };
    const story = owed(no(start));
    expect(stepAt(start + 3599, story, night)).toEqual(SEND_NEW);
    expect(stepAt(start + 3600, story, night)).toMatchObject({ reason: 'OWED_MONEY_REFUSED' });
  });

  it.each([
    ['SEND_AGAIN', SEND_NEW],
    ['SETTLED_OUTSIDE', { result: 'SETTLED_OUTSIDE', by: 'OPERATOR', evidence: null }],
  ] as const)('goes on when operators decide %s', (kind, step) => {
    const story = decided(owed(no(0), no(WINDOW_S)), decision(2000, kind));
    expect(stepAt(2001, story)).toEqual(step);
  });

  it('waits for a person at once when our own account is short', () => {
    const story = owed([send(0, refused('CONTRACT_ACCOUNT_SHORT'))]);
    expect(stepAt(1, story)).toMatchObject({ reason: 'CONTRACT_ACCOUNT_SHORT' });
  });

  it('has three pairs of its own for what is proven not executed', () => {
    const proven = (s: number) => [send(s, sent.undecided, s), check(s + 800, found.notFound)];
    const story = owed(no(0), proven(900), proven(1800));
    expect(stepAt(2601, story)).toEqual(SEND_NEW);
    const used = owed(no(0), proven(900), proven(1800), proven(2700));
    expect(stepAt(3501, used)).toMatchObject({ reason: 'PAIRS_USED_UP' });
  });
});

it('no payment is owed: a refusal ends it', () => {
  expect(stepAt(1, { ...payment(no(0)), owed: true })).toMatchObject({ result: 'REFUSED' });
});
