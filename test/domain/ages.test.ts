import { AGE_ALARMS, ageAlarms, type AgeAlarm, type OpenState } from '../../src/domain/ages';
import { ACCOUNT_STATUSES, PAYMENT_STATUSES, REFUND_STATUSES } from '../../src/domain/states';
import type { OpenStatus } from '../../src/domain/states';

/** Lines that must not compile: `npm run typecheck` complains about an expectation that is not met. */
export function mustNotCompile(alarm: AgeAlarm): readonly unknown[] {
  const { 'payment.READY': _one, ...withoutReady } = AGE_ALARMS;
  // @ts-expect-error TS2741 -- a status has no age and no page
  const missing: Record<OpenState, AgeAlarm> = withoutReady;
  const { 'refund.BANK_RESULT_UNKNOWN': _two, ...withoutDoubt } = AGE_ALARMS;
  // @ts-expect-error TS2741 -- a detail has no age and no page
  const alsoMissing: Record<OpenState, AgeAlarm> = withoutDoubt;
  // @ts-expect-error TS2741 -- an age names no runbook page
  const pageless: AgeAlarm = { seconds: 1, title: alarm.title };
  // @ts-expect-error TS2322 -- the runbook has no such page
  const lost: AgeAlarm = { ...alarm, page: 'nowhere' };
  // @ts-expect-error TS2322 -- what has ended has no age
  const ended: OpenStatus = 'payment.DONE';
  return [missing, alsoMissing, pageless, lost, ended];
}

const TABLES = { payment: PAYMENT_STATUSES, refund: REFUND_STATUSES, account: ACCOUNT_STATUSES };

it('every open status of every table has an age and a page', () => {
  const open = Object.entries(TABLES).flatMap(([thing, table]) =>
    Object.entries(table).flatMap(([status, { open: isOpen }]) =>
      isOpen ? [`${thing}.${status}`] : [],
    ),
  );
  expect(open).toHaveLength(4);
  expect(Object.keys(AGE_ALARMS)).toEqual(expect.arrayContaining(open));
});

it('a status that nothing follows is not open', () => {
  for (const table of Object.values(TABLES)) {
    for (const { next, open } of Object.values(table)) {
      if (next.length === 0) expect(open).toBe(false);
    }
  }
});

it('a compensation that does not arrive is told after ten minutes at the latest', () => {
  expect(AGE_ALARMS.compensation.seconds).toBeLessThanOrEqual(600);
  expect(AGE_ALARMS['payment.NET_CANCELING'].seconds).toBeLessThanOrEqual(600);
});

it('ages can be lowered together, and none is raised by that', () => {
  for (const alarm of ageAlarms(300)) {
    expect(alarm.seconds).toBe(Math.min(300, AGE_ALARMS[alarm.state].seconds));
    expect(alarm.repeatSeconds).toBe(3600);
  }
  const own = ageAlarms(null);
  expect(own.map(({ seconds }) => seconds)).toEqual(
    Object.values(AGE_ALARMS).map(({ seconds }) => seconds),
  );
  expect(own.find(({ state }) => state === 'case.OPEN')?.repeatSeconds).toBe(4 * 3600);
});
