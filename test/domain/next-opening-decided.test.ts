import type { TransferDecision } from '../../src/domain/movement';
import type { Opening, OpeningExchange } from '../../src/domain/next-opening-step';
import { decision, MIDNIGHT_S, NIGHT, until } from '../support/movement-builder';
import { asked, opening, openingStepAt, refusal, told } from '../support/opening-builder';

const PERSON = 'WAITING_FOR_OPERATOR';
const MINT = { kind: 'open', pair: 'MINT' };
const SAME = { kind: 'open', pair: 'SAME' };
const holder = asked('HOLDER', 0, told.yes);
/** Two silent questions, the last one at 1795 s: from 1801 s on a person is needed. */
const doubtful = [asked('HOLDER', 0, told.silence), asked('HOLDER', 1795, told.silence)];
const heldByAnother = [holder, asked('OPEN', 1, told.duplicate)];
const decided = (exchanges: readonly OpeningExchange[], ...decisions: TransferDecision[]) =>
  opening(exchanges, { decisions });
const notExecuted = (atS: number) => decision(atS, 'NOT_EXECUTED');
const askAgain = (atS: number) => decision(atS, 'ASK_AGAIN');
const failed = { result: 'FAILED', failureCode: 'NOT_EXECUTED', evidence: null };

describe('an opening that operators call not executed', () => {
  it.each([
    ['that is in doubt', doubtful],
    ['whose pair someone else holds', heldByAnother],
    [
      'that is registered but never issued',
      [holder, asked('OPEN', 1, told.yes), asked('ISSUE', 1799, told.processing)],
    ],
  ])('fails: %s', (_name, exchanges) => {
    expect(openingStepAt(1900, decided(exchanges, notExecuted(1850)))).toEqual(failed);
  });

  it('is active all the same when the bank has issued the account', () => {
    const issued = [holder, asked('OPEN', 1, told.yes), asked('ISSUE', 3, told.yes)];
    expect(openingStepAt(1900, decided(issued, notExecuted(1850)))).toMatchObject({
      result: 'ACTIVE',
    });
  });

  it("fails with the bank's own reason if it gave one", () => {
    const no = [holder, asked('OPEN', 1, refusal('ACCOUNT_CLOSED_AT_BANK'))];
    expect(openingStepAt(1900, decided(no, notExecuted(1850)))).toMatchObject({
      failureCode: 'ACCOUNT_CLOSED_AT_BANK',
    });
  });
});

describe('ASK_AGAIN about an opening', () => {
  it('asks one question now, and no second one', () => {
    expect(openingStepAt(1801, decided(doubtful))).toEqual(until(2396, PERSON));
    expect(openingStepAt(1801, decided(doubtful, askAgain(1800)))).toEqual({
      kind: 'ask',
      what: 'HOLDER',
    });
    const again = decided([...doubtful, asked('HOLDER', 1801, told.silence)], askAgain(1800));
    expect(openingStepAt(1803, again)).toEqual(until(1802 + 600, PERSON));
  });

  it('asks whether it is issued once it is registered', () => {
    const waiting = [
      ...[asked('HOLDER', 0, told.yes), asked('OPEN', 1, told.yes)],
      asked('ISSUE', 1799, told.processing),
    ];
    expect(openingStepAt(1805, decided(waiting, askAgain(1801)))).toEqual({
      kind: 'ask',
      what: 'ISSUE',
    });
  });

  it('sends the same pair again within its day, and never a second one', () => {
    expect(openingStepAt(20, decided(heldByAnother, askAgain(10)))).toEqual(SAME);
    const spent = decided(heldByAnother, askAgain(MIDNIGHT_S + 10));
    expect(openingStepAt(MIDNIGHT_S + 11, spent)).toMatchObject({ detail: PERSON });
    const late = decided(heldByAnother, askAgain(MIDNIGHT_S - 20));
    expect(openingStepAt(MIDNIGHT_S - 19, late)).toMatchObject({ detail: PERSON });
  });

  it('waits for the bank to open', () => {
    const S = MIDNIGHT_S;
    const asks = [asked('HOLDER', S - 2000, told.silence), asked('HOLDER', S - 10, told.silence)];
    const night = { closedHours: [NIGHT] };
    const story = decided(asks, askAgain(S + 5));
    expect(openingStepAt(S + 6, story, night)).toEqual(until(S + 1800, PERSON));
    expect(openingStepAt(S + 1800, story, night)).toEqual({ kind: 'ask', what: 'HOLDER' });
  });
});

describe('while operators hold the bank', () => {
  const held = (exchanges: readonly OpeningExchange[], changes: Partial<Opening> = {}) =>
    opening(exchanges, { sendingHeld: true, ...changes });

  it('nothing is opened, but looked at every 15 s', () => {
    expect(openingStepAt(1, opening([holder]))).toEqual(MINT);
    expect(openingStepAt(1, held([holder]))).toMatchObject({ reason: 'BANK_HELD', waitUntilS: 16 });
    const silent = [holder, asked('OPEN', 1, told.silence)];
    expect(openingStepAt(4, held(silent))).toMatchObject({ reason: 'BANK_HELD', waitUntilS: 19 });
    const asking = held(heldByAnother, { decisions: [askAgain(10)] });
    expect(openingStepAt(20, asking)).toMatchObject({ detail: PERSON });
  });

  it('questions go on', () => {
    expect(openingStepAt(0, held([]))).toEqual({ kind: 'ask', what: 'HOLDER' });
    expect(openingStepAt(2, held([holder, asked('OPEN', 1, told.yes)]))).toEqual({
      kind: 'ask',
      what: 'ISSUE',
    });
  });
});
