import type { EventBook, StoredEvent } from '../src/adapters/mysql/types';
import type { OutgoingEvent, Publisher, PublishReport } from '../src/adapters/rabbitmq/types';
import type { Clock } from '../src/domain/clock';
import { NO_CRASH_POINTS, type CrashPoints } from '../src/domain/crash-points';
import type { Logger } from '../src/log';
import { createPatience, type Patience } from './relay-patience';
import { inRounds, type Step } from './relay-rounds';

/** The lease row that keeps a second or a stalled relay from giving positions. */
const LEASE = 'relay';
/** A relay that stalls this long has lost it. */
const LEASE_SECONDS = 15;
/** Renewing is a commit, so not at every step; the rest of the lease covers the longest step. */
const RENEW_AFTER_MS = 5_000;
/** Another relay holds the lease, most likely one whose worker died: look again soon. */
const LEASE_RETRY_MS = 1_000;
/** Events per step: some hundred kB, and well under a second of confirms. */
const BATCH = 200;
/** A new event waits this long at most before the relay looks. */
const IDLE_MS = 200;
/** The broker is away or blocked: its own alarm tells people, the relay only asks less often. */
const BROKER_RETRY_MS = 1_000;

/** What the relay needs. */
export interface NotificationsDeps {
  readonly events: Pick<
    EventBook,
    'holdLease' | 'releaseLease' | 'assignPositions' | 'unpublished' | 'markPublished'
  >;
  readonly publisher: Pick<Publisher, 'publish'>;
  readonly clock: Clock;
  /** A new name for each run of the activity: a run that was given up must not hold its successor's lease. */
  readonly newOwner: () => string;
  /** Aborted when the worker begins to shut down. */
  readonly stopping: AbortSignal;
  /** Places where tests kill the process; none unless given. */
  readonly crashPoints?: CrashPoints;
  readonly log: Logger;
}

/** What a round did, for the workflow's history. */
export interface RelayCounts {
  readonly positioned: number;
  readonly published: number;
  readonly failed: number;
}

/** Activities that tell partners. */
export interface Notifications {
  /** Gives events their positions and publishes them, for one round; see createNotifications. */
  relayEvents(input: { roundSeconds: number }): Promise<RelayCounts>;
}

/**
 * The relay: gives each event its position after its commit, so that no reader steps over one that commits late, and
 * publishes events to their partners' queues, each until the broker confirmed it. Nothing here is in the way of a payment.
 */
export function createNotifications(deps: NotificationsDeps): Notifications {
  // Kept over rounds: a queue that was full a second ago is most likely still full.
  const patience = createPatience(() => performance.now());
  return {
    async relayEvents({ roundSeconds }) {
      const lease = createLease(deps);
      const counts = { positioned: 0, published: 0, failed: 0 };
      const rounds = { roundSeconds, idleMs: IDLE_MS, stopping: deps.stopping };
      try {
        await inRounds(rounds, () => relayOnce(deps, { lease, counts, patience }));
      } finally {
        await lease.release();
      }
      return counts;
    },
  };
}

/** The lease row of one run, renewed in good time. Monotonic time: a process that was stopped knows how long. */
function createLease({ events, newOwner }: NotificationsDeps) {
  const row = { name: LEASE, owner: newOwner() };
  let renewedAt = Number.NEGATIVE_INFINITY;
  return {
    row,
    async hold(): Promise<boolean> {
      const now = performance.now();
      if (now - renewedAt < RENEW_AFTER_MS) return true;
      const held = await events.holdLease({ ...row, seconds: LEASE_SECONDS });
      renewedAt = held ? now : Number.NEGATIVE_INFINITY;
      return held;
    },
    release: () => events.releaseLease(row),
  };
}

async function relayOnce(
  { events, publisher, clock, log, crashPoints = NO_CRASH_POINTS }: NotificationsDeps,
  round: {
    lease: ReturnType<typeof createLease>;
    counts: { -readonly [Count in keyof RelayCounts]: number };
    patience: Patience;
  },
): Promise<Step> {
  const { lease, counts, patience } = round;
  if (!(await lease.hold())) return { waitMs: LEASE_RETRY_MS };
  const positioned = await events.assignPositions({ ...lease.row, limit: BATCH });
  const query = { limit: BATCH, exceptPartners: patience.waiting() };
  const batch = (await events.unpublished(query)).flatMap(forBroker);
  if (batch.length > 0) crashPoints.reach('O1');
  const report = await publisher.publish(batch);
  if (report.confirmed.length > 0) {
    crashPoints.reach('O3');
    await events.markPublished(report.confirmed, clock.now());
    crashPoints.reach('O4');
  }

  counts.positioned += positioned;
  counts.published += report.confirmed.length;
  counts.failed += report.failed.length;
  if (report.failed.length > 0) log.warn(reasonsOf(report), 'events stay unpublished for now');
  return learn(report, { batch, patience, positioned });
}

/** Partners whose queue did not take an event wait; a broker that takes nothing makes the whole relay wait. */
function learn(
  report: PublishReport,
  from: { batch: readonly OutgoingEvent[]; patience: Patience; positioned: number },
): Step {
  const partners = new Map(from.batch.map(({ eventId, partnerId }) => [eventId, partnerId]));
  const broken = report.failed.filter(
    ({ reason }) => reason === 'RETURNED' || reason === 'REFUSED',
  );
  for (const eventId of report.confirmed) from.patience.worked(partners.get(eventId) ?? '');
  for (const { eventId } of broken) from.patience.failed(partners.get(eventId) ?? '');

  const brokerFailed = report.failed.length > 0 && broken.length === 0;
  if (brokerFailed) return { waitMs: BROKER_RETRY_MS };
  return from.positioned > 0 || report.confirmed.length > 0 ? 'BUSY' : 'IDLE';
}

/** Account events have no partner and never reach the broker; the book does not offer them here. */
function forBroker(event: StoredEvent): OutgoingEvent[] {
  const { partnerId, paymentId } = event;
  return partnerId === null || paymentId === null ? [] : [{ ...event, partnerId, paymentId }];
}

function reasonsOf(report: PublishReport): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of report.failed) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
