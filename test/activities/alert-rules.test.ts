import { createDigest } from '../../activities/alert-digest';
import { findingOf, type Incident } from '../../activities/alert-findings';
import { createAlertGroups } from '../../activities/alert-groups';
import { digestMessage, incidentMessage } from '../../activities/alert-messages';
import { CAUSED_BY_CUSTOMER, FAILURES } from '../../src/domain/failure';
import { aStoredEvent } from './fake-events';

const MINUTE = 60_000;
const anIncident = (over: Partial<Incident> = {}): Incident => ({
  cause: 'payment.aborted BANK_CONFIG_ERROR',
  title: 'A payment failed: BANK_CONFIG_ERROR',
  reason: 'why',
  runbook: 'failures',
  workflowId: 'payment-pay_1',
  ...over,
});

describe('what an event means to operators', () => {
  const codes = Object.keys(FAILURES);
  const failing = ['payment.aborted', 'payment.expired', 'refund.aborted', 'account.failed'];
  it.each(failing.flatMap((type) => codes.map((code) => [type, code] as const)))(
    '%s with %s is an incident unless the customer caused it',
    (type, failureCode) => {
      const finding = findingOf(aStoredEvent({ type, failureCode }));
      const byCustomer = (CAUSED_BY_CUSTOMER as ReadonlySet<string>).has(failureCode);
      expect(finding.kind).toBe(byCustomer ? 'REFUSAL' : 'INCIDENT');
    },
  );

  it.each([
    ['payment.waiting_for_operator', { paymentId: 'pay_1' }, 'payment-pay_1'],
    ['refund.waiting_for_operator', { paymentId: 'pay_1', refundId: 'rfd_1' }, 'refund-rfd_1'],
    ['account.waiting_for_operator', { accountId: 'acc_1' }, 'account-acc_1'],
  ])('%s is an incident that leads to its workflow', (type, ids, workflowId) => {
    expect(findingOf(aStoredEvent({ type, ...ids }))).toMatchObject({
      kind: 'INCIDENT',
      incident: { cause: type, workflowId },
    });
  });

  it('a net cancel is an incident with a page of its own', () => {
    expect(findingOf(aStoredEvent({ type: 'payment.net_canceling' }))).toMatchObject({
      incident: { cause: 'payment.net_canceling', runbook: 'net-canceling' },
    });
  });

  it('a payment that expired because its client cancelled it is nothing to tell', () => {
    const expired = (decisionDeadline: string) => {
      const payment = {
        ...{ requestedAt: '2026-11-22T16:31:30.501+09:00', decisionDeadline },
        failure: { code: 'EXPIRED_PAYMENT' },
      };
      const body = JSON.stringify({ data: { payment, refund: null } });
      return findingOf(aStoredEvent({ type: 'payment.expired', body }));
    };
    expect(expired('2026-11-22T16:46:30.501+09:00')).toMatchObject({ kind: 'INCIDENT' });
    expect(expired('2026-11-22T16:31:41.877+09:00')).toEqual({ kind: 'NOTHING' });
  });

  it.each(['payment.done', 'payment.bank_result_unknown', 'refund.done', 'account.active'])(
    '%s is nothing to tell',
    (type) => expect(findingOf(aStoredEvent({ type }))).toEqual({ kind: 'NOTHING' }),
  );

  it('is told even if the event names no failure that we know', () => {
    const event = aStoredEvent({ type: 'payment.aborted', failureCode: 'FROM_THE_FUTURE' });
    expect(findingOf(event)).toMatchObject({ incident: { cause: 'payment.aborted UNKNOWN' } });
  });
});

describe('grouping incidents by cause', () => {
  it('tells the first at once, and all that follow within a minute as one', () => {
    const groups = createAlertGroups();
    groups.note(anIncident(), { now: 0, position: 1 });
    expect(groups.due(0)).toMatchObject([{ count: 1 }]);
    groups.told(anIncident().cause, 0);
    for (let i = 2; i <= 31; i += 1) {
      groups.note(anIncident({ workflowId: `payment-pay_${i}` }), { now: i * 1000, position: i });
    }
    expect(groups.due(MINUTE - 1)).toEqual([]);
    const [group] = groups.due(MINUTE);
    expect(group).toMatchObject({ count: 30, since: 2_000 });
    expect(group?.workflowIds).toHaveLength(10);
  });

  it('keeps causes apart', () => {
    const groups = createAlertGroups();
    groups.note(anIncident(), { now: 0, position: 1 });
    groups.told(anIncident().cause, 0);
    groups.note(anIncident(), { now: 1, position: 2 });
    groups.note(anIncident({ cause: 'stuck' }), { now: 1, position: 3 });
    expect(groups.due(1).map(({ cause }) => cause)).toEqual(['stuck']);
  });

  it('names the oldest event that waits, so that the cursor stays before it', () => {
    const groups = createAlertGroups();
    expect(groups.oldestUntold()).toBeNull();
    groups.note(anIncident(), { now: 0, position: 7 });
    groups.note(anIncident(), { now: 0, position: 9 });
    groups.note(anIncident({ cause: 'stuck' }), { now: 0 });
    expect(groups.oldestUntold()).toBe(7);
    groups.told(anIncident().cause, 0);
    expect(groups.oldestUntold()).toBeNull();
  });

  it('is not silenced by a clock that was set back', () => {
    const groups = createAlertGroups();
    groups.told('stuck', 1_000 * MINUTE);
    groups.note(anIncident({ cause: 'stuck' }), { now: 0 });
    expect(groups.due(0)).toHaveLength(1);
  });

  it('gives up what Slack did not take for an hour, with its count', () => {
    const groups = createAlertGroups();
    groups.note(anIncident(), { now: 0, position: 1 });
    groups.note(anIncident(), { now: 30 * MINUTE, position: 2 });
    expect(groups.giveUp(60 * MINUTE)).toEqual([]);
    expect(groups.giveUp(60 * MINUTE + 1)).toMatchObject([{ count: 2 }]);
    expect(groups.oldestUntold()).toBeNull();
  });
});

describe('the digest of refusals', () => {
  it('comes a period after the first refusal, with one line per code', () => {
    const digest = createDigest(600);
    expect(digest.due(Number.MAX_SAFE_INTEGER)).toBeNull();
    digest.note('INSUFFICIENT_BALANCE', { at: 1_000, position: 5 });
    digest.note('BANK_LIMIT_EXCEEDED', { at: 2_000, position: 6 });
    digest.note('BANK_LIMIT_EXCEEDED', { at: 3_000, position: 7 });
    expect(digest.due(600_999)).toBeNull();
    expect(digest.oldestUntold()).toBe(5);
    const due = digest.due(601_000);
    expect(due && digestMessage(due)).toMatchObject({
      title: expect.stringContaining(': 3 since 1970-01-01T09:00:01.000+09:00'),
      lines: [
        expect.stringMatching(/^BANK_LIMIT_EXCEEDED: 2 /),
        expect.stringMatching(/^INSUFFICIENT_BALANCE: 1 /),
      ],
    });
    digest.told();
    expect(digest.due(Number.MAX_SAFE_INTEGER)).toBeNull();
    expect(digest.oldestUntold()).toBeNull();
  });

  it('can be turned off', () => {
    const digest = createDigest(null);
    digest.note('INSUFFICIENT_BALANCE', { at: 0, position: 1 });
    expect(digest.due(Number.MAX_SAFE_INTEGER)).toBeNull();
    expect(digest.oldestUntold()).toBeNull();
  });
});

describe('an incident message', () => {
  it('names count, reason, runbook, and links the workflows in Temporal UI', () => {
    const groups = createAlertGroups();
    groups.note(anIncident(), { now: 0, position: 1 });
    groups.note(anIncident({ workflowId: 'refund-rfd_2' }), { now: 0, position: 2 });
    const [group] = groups.due(0);
    if (!group) throw new Error('nothing due');
    const places = { uiUrl: 'http://127.0.0.1:8233', namespace: 'onjeon' };
    expect(incidentMessage(group, places)).toEqual({
      title: 'A payment failed: BANK_CONFIG_ERROR (2 times)',
      lines: ['why', 'Since 1970-01-01T09:00:00.000+09:00. What to do: docs/runbook/failures.md'],
      links: [
        {
          label: 'payment-pay_1',
          url: 'http://127.0.0.1:8233/namespaces/onjeon/workflows/payment-pay_1',
        },
        {
          label: 'refund-rfd_2',
          url: 'http://127.0.0.1:8233/namespaces/onjeon/workflows/refund-rfd_2',
        },
      ],
    });
  });
});
