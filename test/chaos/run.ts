import { setTimeout as pause } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { canary, judge } from '../support/auditor/audit';
import type { Facts } from '../support/auditor/facts';
import { untoldIncidents } from './alarms';
import { crossMidnight, setMidnight } from './clock';
import type { Midnight } from './clock';
import { startCluster } from './cluster';
import type { Cluster } from './cluster';
import { floorsOf } from './coverage';
import { collectFacts, openThings } from './facts';
import { startFaults } from './faults/inflict';
import type { Fired } from './faults/inflict';
import { planFaults } from './faults/plan';
import { DROP_SHARES } from './links';
import { startConsumers } from './load/consumers';
import type { Consumers } from './load/consumers';
import { startLoad } from './load/load';
import { gatherPeople } from './load/people';
import { planErrands } from './load/plan';
import { CI_SIZE } from './options';
import type { RunOptions } from './options';
import { startOperators } from './operators';
import { sendsWithoutLease } from './leases';
import { unplannedDecisions } from './people-needed';
import { reconcileRun } from './reconcile';
import type { Reconciled } from './reconcile';
import { startWatch } from './watch';
import type { Watch } from './watch';
import {
  CREDIT,
  executedTooLate,
  LATE_SECONDS,
  netCancel,
  plantSilence,
  SILENT_EVERY,
} from './plants';
import { createRandom } from './random';
import type { Random } from './random';
import { reportOf } from './report';
import type { Report } from './report';

const QUIET_MS = 10_000;
const MEMBERS = 40;
const UNLUCKY = 8;
const HASTY = 8;
const TARDY = 4;
/** One payment in so many. */
const NET_CANCEL_EVERY = 50;
/** Signing up takes a machine of two cores about so long; one that needs longer gets more time for the same load. */
const SIGN_UP_MS = 30_000;
const MOST_STRETCH = 1.75;
/** Where in the load the day ends. */
const MIDNIGHT_AT = 0.55;
/** Customers who still look or ask when the faults are over get this long. */
const LAST_ERRANDS_MS = 90_000;

interface Run {
  readonly options: RunOptions;
  readonly cluster: Cluster;
  readonly random: Random;
  readonly consumers: Consumers;
  /** Aborted when the load is to end. */
  readonly ending: AbortController;
  readonly log: (line: string) => void;
}

/** One run from start to report: quiet, safety, heal, liveness, audit, canary. */
export async function runChaos(
  options: RunOptions,
  print: (line: string) => void,
): Promise<Report> {
  const startedAt = new Date();
  const log = (line: string): void =>
    print(`[seed ${options.seed}] ${new Date().toISOString().slice(11, 23)} ${line}`);
  const random = createRandom(options.seed);
  const cluster = await startCluster({ options, random: random.fork('proxies'), log });
  try {
    const url = cluster.links.through('rabbitmq-partner', cluster.places.rabbitmqUrl, 0);
    const consumers = startConsumers({ url, random: random.fork('consumers') });
    const ending = new AbortController();
    const run = { options, cluster, random, consumers, ending, log };
    const operators = startOperators({ cluster, log });
    const watch = options.stopsAtFirst
      ? startWatch({ cluster, onFound: () => ending.abort() })
      : null;
    const safety = await safetyPhase(run);
    await watch?.stop();
    const livenessMs = watch?.found() ? 0 : await livenessPhase(run);
    await operators.stop();
    const reconciled = watch?.found() ? null : await reconcilePhase(run, safety);
    await consumers.stop();
    return await audit(run, { ...safety, livenessMs, reconciled, startedAt, watch });
  } catch (error) {
    print(cluster.tails());
    throw error;
  } finally {
    await cluster.stop();
  }
}

interface Safety {
  readonly plan: ReturnType<typeof planFaults>;
  readonly fired: readonly Fired[];
  readonly midnight: Midnight;
  /** Payments that were planted to be executed after the settling window. */
  readonly tooLate: ReadonlySet<string>;
}

/** Everybody signs up in peace; then load and faults together, then peace again. */
async function safetyPhase({ options, cluster, random, ending, log }: Run): Promise<Safety> {
  const stopped = ending.signal;
  const own = random.fork('people');
  const crowd = { count: MEMBERS, unlucky: UNLUCKY, hasty: HASTY, tardy: TARDY, random: own };
  const beganMs = performance.now();
  const people = await gatherPeople({ cluster, stopped, ...crowd });
  const stretch = stretchFor(performance.now() - beganMs);
  const durationMs = options.minutes * 60_000 * stretch;
  log(`${people.shoppers.length} members have accounts; the load is spread over ${durationMs} ms`);
  const plan = planFaults({ durationMs, random: random.fork('faults') });
  log(`fault classes: ${plan.classes.join(', ')}; ${plan.events.length} events`);
  const midnightMs = durationMs * MIDNIGHT_AT;
  await setMidnight(cluster, midnightMs + QUIET_MS);
  await pause(QUIET_MS);

  const { payments, refunds } = options;
  const name = payments > CI_SIZE.payments ? 'harsh' : 'mixed';
  await setProfile(cluster, { name, seed: random.fork('bank').whole(1, 2 ** 31) });
  for (const [link, share] of Object.entries(DROP_SHARES)) {
    cluster.links.of(link).forEach((proxy) => proxy.dropAlways(share));
  }
  await plantSilence(cluster, {
    people,
    random: random.fork('late'),
    count: payments / SILENT_EVERY,
  });
  const netCancels = Math.ceil(payments / NET_CANCEL_EVERY);
  const drawn = random.fork('errands');
  const errands = planErrands({ payments, refunds, netCancels, durationMs, random: drawn });
  const plantNetCancel = netCancel(cluster, random.fork('credits'));
  const plantTooLate = executedTooLate(cluster, random.fork('too late'));
  const plants = { plantNetCancel, plantTooLate, tooLate: new Set<string>() };
  const load = startLoad(errands, { people, random: drawn, stopped, ...plants });
  const faults = startFaults({ plan, cluster, random: random.fork('inflict'), stopped, log });
  const countUnknown = (): Promise<number> => unknownNow(cluster);
  const midnight = crossMidnight({ cluster, inMs: midnightMs, countUnknown, stopped });
  const telling = setInterval(() => log(JSON.stringify(load.progress())), 15_000);
  await Promise.all([load.begun, faults.over, midnight.over]);
  await heal(cluster);
  log(`healed; ${JSON.stringify(load.progress())}`);
  await Promise.race([load.ended, pause(LAST_ERRANDS_MS)]);
  ending.abort();
  await load.ended;
  clearInterval(telling);
  return { plan, fired: faults.fired, midnight, tooLate: plants.tooLate };
}

/** Load and faults are stretched on a slow or busy machine, floors are never lowered for it. */
function stretchFor(signUpMs: number): number {
  return Math.min(MOST_STRETCH, Math.max(1, signUpMs / SIGN_UP_MS));
}

async function heal({ links, bank, bankUrl }: Cluster): Promise<void> {
  links.heal();
  await setProfile({ bankUrl }, { name: 'off' });
  // What is planted is lifted, but for credits of one account that are to fail once; what a pair drew stays with it.
  for (const { id, api, accountNumber } of await bank.planted()) {
    if (api !== CREDIT || accountNumber === null) await bank.lift(id);
  }
  await bank.sums();
}

async function setProfile({ bankUrl }: Pick<Cluster, 'bankUrl'>, profile: object): Promise<void> {
  const body = JSON.stringify({ ...profile, lateSeconds: LATE_SECONDS });
  const answer = await fetch(`${bankUrl}/sandbox/profile`, { method: 'PUT', body });
  if (!answer.ok) throw new Error(`PUT /sandbox/profile: ${answer.status}`);
}

async function unknownNow({ places }: Cluster): Promise<number> {
  const sql = await createConnection({ uri: places.mysqlUrl });
  try {
    const [rows] = await sql.query(
      `SELECT COUNT(*) AS number FROM bank_transfers WHERE state IN ('UNKNOWN', 'DISPATCHED')`,
    );
    return Number((rows as { number: number }[])[0]?.number ?? 0);
  } finally {
    await sql.end();
  }
}

/** Waits until nothing is under way any more; answers how long that took. */
async function livenessPhase({ options, cluster, log }: Run): Promise<number> {
  const startedAt = performance.now();
  const until = startedAt + options.livenessMs;
  let open: Record<string, number> = {};
  for (;;) {
    open = await openThings(cluster).catch((error: unknown) => {
      log(`cannot look: ${String(error).split('\n')[0]}`);
      return { unseen: 1 };
    });
    if (Object.values(open).every((count) => count === 0)) break;
    if (performance.now() > until) {
      log(`still open: ${JSON.stringify(open)}`);
      break;
    }
    await pause(1_000);
  }
  const tookMs = performance.now() - startedAt;
  log(`quiet after ${Math.round(tookMs / 1000)} s`);
  return tookMs;
}

/** The product compares itself with the bank; what the load planted for that is given back. */
async function reconcilePhase(run: Run, { tooLate }: Safety): Promise<Reconciled> {
  const { cluster, log } = run;
  const reconciled = await reconcileRun({ cluster, tooLate, log }).catch((error: unknown) => {
    const message = String(error).split('\n')[0] ?? 'failed';
    const violation = { invariant: 'I23', subject: 'the days of the run', message };
    return { violations: [violation], givenBack: 0 };
  });
  // Partners hear of what was given back, and people of everything they have to know.
  await livenessPhase(run);
  const untold = await untoldIncidents(cluster);
  return { ...reconciled, violations: [...reconciled.violations, ...untold] };
}

async function audit(
  run: Run,
  of: Safety & {
    livenessMs: number;
    reconciled: Reconciled | null;
    startedAt: Date;
    watch: Watch | null;
  },
): Promise<Report> {
  const { options, cluster, random, consumers, log } = run;
  const { messages } = consumers;
  const facts = await collectFacts({ cluster, messages, waitingForOperator: new Set() });
  const seen = of.watch?.found() ?? null;
  const ownWork = of.reconciled?.violations ?? [];
  const violations = seen?.violations ?? [
    ...judge(facts),
    ...unplannedDecisions(facts),
    ...sendsWithoutLease(facts),
    ...ownWork,
  ];
  const { plan, fired, midnight } = of;
  for (const { invariant, subject, message } of violations) {
    log(`VIOLATION ${invariant} ${subject}: ${message}`);
  }
  const openAtMidnight = midnight.openAtMidnight();
  const repetitions = consumers.repetitions();
  const givenBack = of.reconciled?.givenBack ?? 0;
  const counted = { facts, cluster, options, plan, fired, repetitions, openAtMidnight, givenBack };
  return reportOf({
    ...{ options, classes: plan.classes, startedAt: of.startedAt, facts, fired, violations },
    floors: floorsOf(counted),
    canaryFound: isCanaryFound(facts, random.fork('canary')),
    livenessMs: of.livenessMs,
    secondsToFirstViolation:
      seen?.seconds ?? Math.round((Date.now() - of.startedAt.getTime()) / 1000),
    extra: { 'deaths nobody ordered': cluster.unexpectedDeaths(), ...proxyCounts(cluster) },
  });
}

/** An auditor who does not miss a hidden bank row would miss anything. */
function isCanaryFound(facts: Facts, random: Random): boolean {
  if (facts.ledger.length === 0) return false;
  return canary(facts, () => random.next()).length > judge(facts).length;
}

function proxyCounts({ links }: Cluster): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const proxy of links.proxies) {
    const { dropped = 0 } = proxy.counts();
    const name = `answers dropped on ${proxy.name.replace(/-\d+$/, '')}`;
    if (dropped > 0) counts[name] = (counts[name] ?? 0) + dropped;
  }
  return counts;
}
