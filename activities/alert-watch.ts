import type { AgesBook } from '../src/adapters/mysql/ages-book';
import type { BankStateBook } from '../src/adapters/mysql/ops-types';
import type { EventBook } from '../src/adapters/mysql/types';
import type { Publisher } from '../src/adapters/rabbitmq/types';
import type { Clock } from '../src/domain/clock';
import { ageAlarms } from '../src/domain/ages';
import { markOf, watchBank } from './alert-bank';
import { workflowIdOf, type Incident } from './alert-findings';
import type { Mark } from './alert-groups';

/** Things told of by their age per scan; the next scan goes on behind them. */
const MOST_AGED = 500;
/** An event normally waits under a second for its confirm, and a broker's restart takes some seconds. */
const UNPUBLISHED_AFTER_MS = 60_000;

/** An incident that no event tells, and how it is remembered that it was told. */
export interface Watched {
  readonly incident: Incident;
  readonly mark: Mark;
}

/** What the scans look at. */
export interface WatchDeps {
  readonly ages: AgesBook;
  readonly bankState: Pick<BankStateBook, 'read'>;
  readonly events: Pick<
    EventBook,
    'cursor' | 'moveCursor' | 'unpublished' | 'countUnpublished' | 'partnersWithQueue'
  >;
  readonly publisher: Pick<Publisher, 'ping' | 'deadLetters'>;
  readonly clock: Clock;
  /** Lowers every age at which something open is told; null: each state has its own. */
  readonly stuckAfterSeconds: number | null;
  /** Balance of the contract account below which people are told, in won. */
  readonly contractLowWon: number;
}

/** Looks for what goes wrong in silence. Each thing is found once: the book remembers what was told. */
export async function lookAround(deps: WatchDeps): Promise<readonly Watched[]> {
  return [
    ...(await aged(deps)),
    ...(await watchBank(deps)),
    ...(await unpublished(deps)),
    ...(await deadLetters(deps)),
  ];
}

/** Open for longer than its state should take; told again at most once an hour while it lasts. */
async function aged({ ages, clock, stuckAfterSeconds }: WatchDeps): Promise<Watched[]> {
  const now = clock.now();
  const limits = ageAlarms(stuckAfterSeconds);
  const things = await ages.aged({ now, limits, limit: MOST_AGED });
  return things.flatMap(({ state, id }) => {
    const alarm = limits.find((each) => each.state === state);
    if (!alarm) return [];
    const remember = () => ages.noteTold({ state, id, at: clock.now() });
    const mark = { key: `age ${state} ${id}`, remember };
    return [{ incident: ageIncident(alarm, id), mark }];
  });
}

function ageIncident(alarm: ReturnType<typeof ageAlarms>[number], id: string): Incident {
  const kind = alarm.state === 'compensation' ? 'refund' : alarm.state.split('.')[0];
  const nothing = { paymentId: null, refundId: null, accountId: null };
  const workflowId = workflowIdOf({ ...nothing, [`${kind}Id`]: id });
  return {
    cause: `age ${alarm.state}`,
    title: alarm.title,
    reason: `${alarm.state} for over ${alarm.seconds} s${workflowId ? '' : `: ${id}`}.`,
    runbook: alarm.page,
    workflowId,
  };
}

/** Events that their queue does not take, whatever the reason. */
async function unpublished(deps: WatchDeps): Promise<Watched[]> {
  const reader = 'alerts.unpublished';
  const [oldest] = await deps.events.unpublished({ limit: 1, exceptPartners: [] });
  if (!oldest || oldest.position === null) return [];
  if (deps.clock.now() - oldest.createdAt < UNPUBLISHED_AFTER_MS) return [];
  if (oldest.position <= (await deps.events.cursor(reader))) return [];
  const count = await deps.events.countUnpublished();
  const broker = await deps.publisher.ping().then(
    () => 'The broker answers: a queue is missing or full.',
    (error: unknown) => `The broker: ${error instanceof Error ? error.message : String(error)}`,
  );
  const incident: Incident = {
    cause: 'unpublished',
    title: `${count} events wait for the broker`,
    reason: `${broker} The oldest is of partner ${String(oldest.partnerId)}.`,
    runbook: 'unpublished-events',
    workflowId: null,
  };
  return [{ incident, mark: markOf(deps, { reader, position: oldest.position }) }];
}

/** Events that a partner's consumer could not take. The cursor is the number that was told. */
async function deadLetters(deps: WatchDeps): Promise<Watched[]> {
  // While the broker is away nothing can be counted; the waiting events tell that.
  const found = await deps.publisher.deadLetters().catch(() => null);
  if (!found) return [];
  const watched: Watched[] = [];
  for (const partnerId of await deps.events.partnersWithQueue()) {
    const reader = `alerts.dead.${partnerId}`;
    const count = found.find((each) => each.partnerId === partnerId)?.count ?? 0;
    const told = await deps.events.cursor(reader);
    // Some were taken out: the next one that comes is news again.
    if (count < told) await deps.events.moveCursor({ reader, position: count });
    if (count > told) watched.push(deadLetterIncident(deps, { partnerId, count, reader }));
  }
  return watched;
}

function deadLetterIncident(
  deps: WatchDeps,
  of: { partnerId: string; count: number; reader: string },
): Watched {
  const incident: Incident = {
    cause: `dead letters ${of.partnerId}`,
    title: `${of.count} dead letters of partner ${of.partnerId}`,
    reason: 'The consumer gave each of them back more than five times.',
    runbook: 'dead-letters',
    workflowId: null,
  };
  return { incident, mark: markOf(deps, { reader: of.reader, position: of.count }) };
}
