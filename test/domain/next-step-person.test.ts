import type { Movement } from '../../src/domain/movement';
import { whyAPersonIsNeeded } from '../../src/domain/next-step';
import {
  at,
  CHECK,
  check,
  checks,
  decided,
  decision,
  found,
  payment,
  reading,
  refund,
  refused,
  rows,
  send,
  SETTINGS,
  sent,
  STATEMENT,
  stepAt,
} from '../support/movement-builder';

const doubtful = send(0, sent.undecided, 10);
const stuck = [doubtful, ...checks([170, 330, 490, 650, 810], found.processing)];
const whyAt = (seconds: number, movement: Movement) =>
  whyAPersonIsNeeded(movement, at(seconds), SETTINGS);

describe('why a person is needed', () => {
  it.each([
    ['TRIES_USED_UP', payment(stuck)],
    ['DOUBT_LIMIT', payment([doubtful, check(1890, found.notAnswered)])],
    ['CONTRACT_ACCOUNT_SHORT', refund([send(0, refused('CONTRACT_ACCOUNT_SHORT'))])],
    ['STATEMENT_AMBIGUOUS', payment([doubtful, reading(1890, rows.ambiguous)])],
    ['PAIR_HELD_BY_ANOTHER', payment([send(0, sent.duplicate), reading(801, rows.notFound)])],
  ])('is told: %s', (reason, movement) => {
    expect(whyAt(1900, movement)).toBe(reason);
  });

  it('is not what the first "still processing" after a long outage means: tries that got no answer are made up for', () => {
    const unanswered = checks([170, 330, 490, 650, 810, 900, 960], found.notAnswered);
    const story = (answered: readonly number[]) =>
      payment([doubtful, ...unanswered, ...checks(answered, found.processing)]);
    expect(whyAt(1021, story([1020]))).toBeNull();
    expect(stepAt(1021, story([1020]))).toMatchObject({ reason: 'PAUSE_BEFORE_CHECK' });
    expect(stepAt(1130, story([1020]))).toEqual(CHECK);
    expect(whyAt(1771, story([1020, 1130, 1290, 1450]))).toBeNull();
    expect(whyAt(1771, story([1020, 1130, 1290, 1450, 1610]))).toBe('TRIES_USED_UP');
  });

  it('is told also after the deadline of a payment', () => {
    expect(whyAt(900, payment(stuck, { deadlineS: 100 }))).toBe('TRIES_USED_UP');
  });

  it('is told also in the moment when the bank is about to be asked again', () => {
    expect(stepAt(1411, payment(stuck))).toEqual(CHECK);
    expect(whyAt(1411, payment(stuck))).toBe('TRIES_USED_UP');
    const asking = decided(payment(stuck), decision(900, 'ASK_AGAIN'));
    expect(whyAt(901, asking)).toBe('TRIES_USED_UP');
  });

  it('is told also in the moment when the statement is about to be read again', () => {
    const foreign = payment([send(0, sent.duplicate), reading(801, rows.ambiguous)]);
    expect(stepAt(1402, foreign)).toEqual(STATEMENT);
    expect(whyAt(1402, foreign)).toBe('STATEMENT_AMBIGUOUS');
  });

  it('is told also while it is being asked', () => {
    const asking = payment([...stuck, check(1411, found.nothing)]);
    expect(stepAt(1412, asking)).toMatchObject({ reason: 'ANOTHER_WORKER_HOLDS_THE_LEASE' });
    expect(whyAt(1412, asking)).toBe('TRIES_USED_UP');
  });

  it.each([
    ['the schedule is waited for', payment([doubtful]), 100],
    ['the bank is asked on the schedule', payment([doubtful]), 170],
    ['it is asked just now', payment([doubtful, check(170, found.nothing)]), 172],
    ['nothing was sent yet', payment([]), 0],
    ['a send is on its way', refund([send(0, sent.nothing)]), 2],
    ['a pair of someone else is about to be looked for', payment([send(0, sent.duplicate)]), 801],
    ['it has ended', payment([send(0, sent.succeeded)]), 5],
    ['operators decided', decided(payment(stuck), decision(900, 'EXECUTED')), 901],
  ])('is null while %s', (_name, movement, nowS) => {
    expect(whyAt(nowS, movement)).toBeNull();
  });
});
