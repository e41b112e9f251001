import type { Facts } from '../support/auditor/facts';
import { groupBy, pairOf, pairOfRequest } from '../support/auditor/facts';
import type { Cluster } from './cluster';
import type { Fired } from './faults/inflict';
import type { FaultPlan } from './faults/plan';
import { CI_SIZE } from './options';
import type { RunOptions } from './options';

/** A number that a run must reach, or it has shown too little. */
export interface Floor {
  readonly name: string;
  readonly reached: number;
  readonly wanted: number;
}

/** What the floors are counted from. */
export interface Counted {
  readonly facts: Facts;
  readonly cluster: Cluster;
  readonly options: RunOptions;
  readonly plan: FaultPlan;
  readonly fired: readonly Fired[];
  readonly repetitions: number;
  readonly openAtMidnight: number;
  readonly givenBack: number;
}

/** A campaign of 120 minutes; shorter ones owe their share. */
const CAMPAIGN_PAYMENTS = 33_000;
const EXECUTED_AND_SILENT: ReadonlySet<string> = new Set([
  ...['executed-silence', 'executed-reset', 'error-after', 'check-lags', 'undecided-executed'],
]);
const PROCESSES = ['api', 'worker', 'temporal', 'mysql', 'redis', 'rabbitmq'] as const;

/** All floors of a run. */
export function floorsOf(counted: Counted): readonly Floor[] {
  const { facts, cluster, options, plan, fired } = counted;
  const { requests, book } = facts;
  const wantedOf = pro(options);
  const { links } = cluster;
  const dropped = (names: readonly string[]): number => links.total(names, 'dropped');
  const conflicts = ['mysql-1205', 'mysql-1213', 'mysql-1020']
    .map((what) => links.total(['api-mysql', 'worker-mysql'], what))
    .reduce((sum, one) => sum + one, 0);
  const silent = requests.filter((one) => one.executed && EXECUTED_AND_SILENT.has(one.fault ?? ''));
  const late = requests.filter((one) => one.fault === 'executed-late');
  const floor = (
    name: string,
    reached: number,
    [ci, campaign]: readonly [number, number],
  ): Floor => ({
    ...{ name, reached, wanted: wantedOf(ci, campaign) },
  });
  return [
    { name: 'payments', reached: book.payments.length, wanted: options.payments },
    { name: 'refunds', reached: book.refunds.length, wanted: options.refunds },
    floor('faults', fired.length, [40, 1_500]),
    {
      name: 'payments that met a fault, in percent',
      reached: Math.floor(faultShare(counted) * 100),
      wanted: options.payments > CI_SIZE.payments ? 50 : 30,
    },
    floor('executed, then silent', silent.length, [50, 2_000]),
    floor('late execution', late.length, [15, 500]),
    floor('answers dropped after COMMIT', dropped(['api-mysql', 'worker-mysql']), [10, 300]),
    floor('answers dropped after a start', dropped(['api-temporal']), [10, 300]),
    floor('confirms dropped after a publish', dropped(['notify-rabbitmq']), [10, 300]),
    ...PROCESSES.map((name) => floor(`kills of ${name}`, killsOf(cluster, name), [1, 20])),
    floor('compensations that failed once', compensations(facts), [5, 200]),
    floor('refund races', races(facts), [60, 1_500]),
    floor('1205, 1213 or 1020 seen', conflicts, [10, 200]),
    floor('repeated deliveries', counted.repetitions, [10, 500]),
    floor('unknown at midnight', counted.openAtMidnight, [10, 100]),
    floor('late debits found by reconciliation, and given back', counted.givenBack, [1, 30]),
    ...plan.classes.map((name) => ({
      name: `fault class ${name}`,
      reached: fired.filter((one) => one.class === name && one.failure === null).length,
      wanted: 1,
    })),
  ];
}

/** CI's column up to its size, then the campaign's: both by the number of payments, as a slow machine gets more time. */
function pro({ payments }: RunOptions): (ci: number, campaign: number) => number {
  return (ci, campaign) => {
    const share = payments / CI_SIZE.payments;
    if (share <= 1) return Math.max(1, Math.floor(ci * share));
    return Math.max(ci, Math.floor((campaign * payments) / CAMPAIGN_PAYMENTS));
  };
}

function killsOf(cluster: Cluster, name: (typeof PROCESSES)[number]): number {
  const kept =
    name === 'api' ? cluster.apis : name === 'worker' ? cluster.workers : [cluster.servers[name]];
  return kept.reduce((sum, one) => sum + one.kills(), 0);
}

/** The bank drew a fault for one of its calls, one of its exchanges was lost on our side, or a client heard nothing. */
function faultShare({ facts }: Counted): number {
  const { book, requests, calls } = facts;
  const lost = book.exchanges.filter(({ kind, class: heard }) => kind === 'SEND' && isLost(heard));
  const drawn = requests.filter((one) => one.fault);
  const faulty = new Set([...drawn.map(pairOfRequest), ...lost.map(pairOf)]);
  const hit = new Set(
    book.transfers.filter((one) => faulty.has(pairOf(one))).map((one) => one.payment_id),
  );
  const unanswered = new Set(
    calls.filter((one) => one.outcome === 'no answer' && one.key).map((one) => one.key),
  );
  for (const row of book.keys) if (unanswered.has(row.idem_key)) hit.add(row.resource_id);
  const ids = book.payments.map((row) => row.payment_id);
  return ids.filter((id) => hit.has(id)).length / Math.max(1, ids.length);
}

/** A send whose answer nobody recorded, or that could not leave. */
function isLost(heard: string | null): boolean {
  return heard === null || heard === 'NEVER_LEFT';
}

/** Refunds of net cancels that needed more than one send, and were done. */
function compensations({ book }: Facts): number {
  const owed = book.refunds.filter((one) => one.cause !== 'REQUESTED' && one.status === 'DONE');
  const transfers = groupBy(book.transfers, (one) => one.movement_id);
  const sends = groupBy(
    book.exchanges.filter((one) => one.kind === 'SEND'),
    (one) => one.subject_id,
  );
  const tries = (id: string): number =>
    (transfers.get(id) ?? []).reduce(
      (sum, one) => sum + (sends.get(one.transfer_id)?.length ?? 0),
      0,
    );
  return owed.filter((one) => tries(one.refund_id) > 1).length;
}

/** Payments for which two or more refunds were asked for at the same moment. */
function races({ calls }: Facts): number {
  const asked = calls.filter(
    ({ method, route }) => method === 'POST' && route.endsWith('/refunds'),
  );
  return [...groupBy(asked, (one) => one.path).values()].filter((group) =>
    group.some((one, i) =>
      group.some(
        (other, j) =>
          i < j &&
          one.key !== other.key &&
          other.startedMs < one.endedMs &&
          one.startedMs < other.endedMs,
      ),
    ),
  ).length;
}
