import type { Movement } from '../../src/domain/movement';
import {
  at,
  CHECK,
  check,
  checks,
  found,
  knownAtS,
  payment,
  refund,
  refused,
  rows,
  reading,
  send,
  SEND_SAME,
  sent,
  stepAt,
} from '../support/movement-builder';

const NET = { detail: 'NET_CANCELING', netCancel: true };
const doubtful = [send(0, sent.undecided, 10)];
const SCHEDULE = [170, 330, 490, 650, 810];

/** A payment that was told "not approved" at a second. */
const told = (movement: Movement, atS: number): Movement => ({
  ...movement,
  netCanceledAt: at(atS),
});

describe('no wait of a payment reaches over its deadline', () => {
  it.each([
    ['a pause before the same pair is sent again', [send(0, sent.silence, 10)], 11],
    ['the schedule of checks', doubtful, 100],
    ['a lease', [send(98, sent.nothing)], 102],
    ['a pair that someone else holds', [send(0, sent.duplicate)], 100],
    ['a person', [...doubtful, ...checks(SCHEDULE, found.processing)], 1000],
  ])('not for %s', (_name, exchanges, nowS) => {
    const deadlineS = nowS + 0.5;
    const before = stepAt(nowS, payment(exchanges, { deadlineS }));
    expect(before).toMatchObject({ waitUntilS: deadlineS, netCancel: false });
    expect(before).not.toMatchObject({ detail: 'NET_CANCELING' });
  });

  it('a refund has none', () => {
    expect(stepAt(9, refund(doubtful))).toMatchObject({ waitUntilS: 10 + 160, netCancel: false });
  });
});

describe('from the deadline on a payment that may have been sent', () => {
  it('is told so before the bank is asked what is due at the same moment', () => {
    const due = payment(doubtful, { deadlineS: 170 });
    expect(stepAt(170, due)).toMatchObject({ ...NET, waitUntilS: 170 });
    expect(stepAt(170, told(due, 170))).toEqual(CHECK);
    const late = payment(doubtful, { deadlineS: 100 });
    expect(stepAt(400, late)).toMatchObject({ ...NET, waitUntilS: 400 });
  });

  it('is told so before the bank is asked for a person, who stays in sight', () => {
    const stuck = payment([...doubtful, ...checks(SCHEDULE, found.processing)], {
      deadlineS: 1500,
    });
    const person = { detail: 'WAITING_FOR_OPERATOR', reason: 'TRIES_USED_UP', netCancel: true };
    expect(stepAt(1500, stuck)).toMatchObject({ ...person, waitUntilS: 1500 });
    expect(stepAt(1500, told(stuck, 1500))).toEqual(CHECK);
  });

  it('is told "not approved" at the very moment, and asked about on the same schedule', () => {
    const story = payment(doubtful, { deadlineS: 100 });
    expect(stepAt(99.999, story)).toMatchObject({ detail: 'BANK_RESULT_UNKNOWN', waitUntilS: 100 });
    expect(stepAt(100, story)).toMatchObject({ ...NET, waitUntilS: 170 });
    expect(stepAt(170, told(story, 100))).toEqual(CHECK);
    const asked = payment([...doubtful, check(170, found.processing)], { deadlineS: 100 });
    expect(stepAt(171, asked)).toMatchObject({ ...NET, waitUntilS: 330 });
  });

  it('is told so while another worker holds the lease of the only send', () => {
    const story = payment([send(8, sent.nothing)], { deadlineS: 10 });
    expect(stepAt(10, story)).toMatchObject({
      ...NET,
      waitUntilS: 13,
      reason: 'ANOTHER_WORKER_HOLDS_THE_LEASE',
    });
  });

  it('keeps showing that a person is needed, and is told all the same', () => {
    const story = [...doubtful, ...checks(SCHEDULE, found.processing)];
    expect(stepAt(900, payment(story, { deadlineS: 900 }))).toMatchObject({
      detail: 'WAITING_FOR_OPERATOR',
      reason: 'TRIES_USED_UP',
      netCancel: true,
    });
  });

  it('is never sent again', () => {
    const story = payment([send(0, sent.silence, 10)], { deadlineS: 12 });
    for (let now = 12; now < 4000; now += 7) {
      expect(stepAt(now, story)).not.toMatchObject({ kind: 'send' });
    }
  });

  it('is never sent again once it was told, though a clock is behind', () => {
    const story = payment([send(0, sent.silence, 10)], { deadlineS: 100 });
    expect(stepAt(20, story)).toEqual(SEND_SAME);
    expect(stepAt(20, told(story, 20.5))).toMatchObject(NET);
    const unsent = payment([send(0, sent.neverLeft)], { deadlineS: 100 });
    expect(stepAt(20, told(unsent, 20.5))).toMatchObject({ result: 'EXPIRED' });
  });

  it('still ends with what is proven', () => {
    const deadlineS = 100;
    const proofs = [...doubtful, ...checks(SCHEDULE, found.notFound)];
    expect(stepAt(811, payment(proofs, { deadlineS }))).toMatchObject({ result: 'NOT_EXECUTED' });
    const paid = payment([...doubtful, check(170, found.executed)], { deadlineS });
    expect(stepAt(171, told(paid, 100))).toMatchObject({ result: 'EXECUTED' });
    const no = payment([...doubtful, check(170, found.refused)], { deadlineS });
    expect(stepAt(171, told(no, 100))).toMatchObject({ result: 'REFUSED' });
  });
});

describe('a payment of which nothing ever left', () => {
  it('expires at its deadline and is never told', () => {
    const story = payment([send(0, sent.neverLeft), send(3, sent.neverLeft)], { deadlineS: 30 });
    expect(stepAt(29, story)).toMatchObject({ waitUntilS: 30, netCancel: false });
    expect(stepAt(30, story)).toMatchObject({ result: 'EXPIRED', by: 'RULE' });
  });

  it('waits for the lease of a send whose outcome nobody recorded yet, and expires then if it did not leave', () => {
    const late = [send(0, sent.neverLeft), send(28, sent.nothing)];
    expect(stepAt(30, payment(late, { deadlineS: 30 }))).toMatchObject(NET);
    const known = [send(0, sent.neverLeft), send(28, sent.neverLeft, 31)];
    expect(stepAt(31, payment(known, { deadlineS: 30 }))).toMatchObject({ result: 'EXPIRED' });
  });

  it('is not told while a question is on its way, when a late record says that it never left', () => {
    const story = payment([send(0, sent.neverLeft, 12), check(11, found.nothing)], {
      deadlineS: 12,
    });
    expect(stepAt(13, story)).toMatchObject({ waitUntilS: 16, netCancel: false });
    expect(stepAt(16, story)).toMatchObject({ result: 'EXPIRED' });
  });
});

describe('the moment an end was known', () => {
  it('is that of its evidence, however late it is looked at', () => {
    expect(knownAtS(5000, payment([send(0, sent.succeeded, 3)]))).toBe(3);
    expect(knownAtS(5000, payment([send(0, refused(), 4)]))).toBe(4);
    expect(knownAtS(5000, payment([...doubtful, check(170, found.executed, 172)]))).toBe(172);
    expect(knownAtS(5000, payment([...doubtful, reading(170, rows.executed, 185)]))).toBe(185);
  });

  it('is that of the first yes, whoever said it', () => {
    const late = [send(0, sent.succeeded, 1000), check(170, found.executed)];
    expect(knownAtS(5000, payment(late))).toBe(171);
  });
});
