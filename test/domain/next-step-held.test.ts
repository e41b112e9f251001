import type { Movement } from '../../src/domain/movement';
import {
  CHECK,
  check,
  decided,
  decision,
  found,
  payment,
  refund,
  refused,
  send,
  SEND_FIRST,
  SEND_NEW,
  SEND_SAME,
  sent,
  stepAt,
} from '../support/movement-builder';

const held = (movement: Movement): Movement => ({ ...movement, sendingHeld: true });
const POLL = { reason: 'BANK_HELD', waitUntilS: 15 };

describe('while operators hold the bank', () => {
  it.each([
    ['a payment', payment([])],
    ['a refund', refund()],
  ])('no first send of %s, but a look every 15 s', (_name, movement) => {
    expect(stepAt(0, movement)).toEqual(SEND_FIRST);
    expect(stepAt(0, held(movement))).toMatchObject({ ...POLL, detail: 'WAITING_FOR_BANK' });
  });

  it('a payment waits no longer than its deadline, and expires if it was never sent', () => {
    const story = held(payment([], { deadlineS: 20 }));
    expect(stepAt(4, story)).toMatchObject({ reason: 'BANK_HELD', waitUntilS: 19 });
    expect(stepAt(6, story)).toMatchObject({ waitUntilS: 20 });
    expect(stepAt(20, story)).toMatchObject({ result: 'EXPIRED', by: 'RULE' });
  });

  it('what never left is not sent', () => {
    const story = payment([send(0, sent.neverLeft)]);
    expect(stepAt(3, story)).toEqual(SEND_SAME);
    expect(stepAt(3, held(story))).toMatchObject({ reason: 'BANK_HELD', waitUntilS: 18 });
  });

  it('silence is not broken by a send, but by the question on the schedule', () => {
    const story = held(payment([send(0, sent.silence, 10)]));
    expect(stepAt(11, story)).toMatchObject({ waitUntilS: 12, reason: 'PAUSE_BEFORE_SENDING' });
    expect(stepAt(12, story)).toMatchObject({
      reason: 'BANK_HELD',
      waitUntilS: 27,
      detail: 'BANK_RESULT_UNKNOWN',
    });
    expect(stepAt(160, story)).toMatchObject({ reason: 'BANK_HELD', waitUntilS: 170 });
    expect(stepAt(170, story)).toEqual(CHECK);
  });

  it.each([
    ['after proof', [send(0, sent.undecided, 0), check(800, found.notFound)]],
    ['after "closed"', [send(0, sent.closed, 0)]],
  ])('no new pair %s', (_name, exchanges) => {
    expect(stepAt(801, refund(exchanges))).toEqual(SEND_NEW);
    expect(stepAt(801, held(refund(exchanges)))).toMatchObject({
      reason: 'BANK_HELD',
      waitUntilS: 816,
      detail: 'WAITING_FOR_BANK',
    });
  });

  it('no new pair that operators granted, nor one of money we owe', () => {
    const short = refund([send(0, refused('CONTRACT_ACCOUNT_SHORT'), 0)]);
    const granted = decided(short, decision(900, 'SEND_AGAIN'));
    expect(stepAt(901, granted)).toEqual(SEND_NEW);
    expect(stepAt(901, held(granted))).toMatchObject({ reason: 'BANK_HELD' });
    const owed = { ...refund([send(0, refused(), 0)]), owed: true };
    expect(stepAt(901, held(owed))).toMatchObject({ reason: 'BANK_HELD' });
  });

  it('questions go on, and answers settle', () => {
    const story = held(payment([send(0, sent.undecided, 10)]));
    expect(stepAt(170, story)).toEqual(CHECK);
    const asked = held(payment([send(0, sent.undecided, 10), check(170, found.executed)]));
    expect(stepAt(171, asked)).toMatchObject({ result: 'EXECUTED' });
  });
});
