import type { EventBook, WatchBook } from '../src/adapters/mysql/types';
import type { Publisher } from '../src/adapters/rabbitmq/types';
import type { Clock } from '../src/domain/clock';
import { workflowIdOf, type Incident } from './alert-findings';

/** Rows looked at per scan; the next scan goes on behind them. */
const MOST_STUCK = 500;
/** An event normally waits under a second for its confirm, and a broker's restart takes some seconds. */
const UNPUBLISHED_AFTER_MS = 60_000;

/** An incident that no event tells, and the cursor that remembers that it was told. */
export interface Watched {
  readonly incident: Incident;
  readonly mark: { readonly reader: string; readonly position: number };
}

/** What the scans look at. */
export interface WatchDeps {
  readonly watch: Pick<WatchBook, 'stuckSince'>;
  readonly events: Pick<
    EventBook,
    'cursor' | 'moveCursor' | 'unpublished' | 'countUnpublished' | 'partnersWithQueue'
  >;
  readonly publisher: Pick<Publisher, 'ping' | 'deadLetters'>;
  readonly clock: Clock;
  readonly stuckAfterSeconds: number;
}

/** Looks for what goes wrong in silence. Each thing is found once: cursors in the book remember what was told. */
export async function lookAround(deps: WatchDeps): Promise<readonly Watched[]> {
  return [...(await stuck(deps)), ...(await unpublished(deps)), ...(await deadLetters(deps))];
}

/** Open longer than it should take. Rows become stuck in the order in which they were requested, so a moment is the cursor. */
async function stuck(deps: WatchDeps): Promise<Watched[]> {
  const reader = 'alerts.stuck';
  const before = deps.clock.now() - deps.stuckAfterSeconds * 1000;
  const after = await deps.events.cursor(reader);
  const rows = await deps.watch.stuckSince({ after, before, limit: MOST_STUCK });
  // A full page may have cut through one millisecond: what is left of it comes with the next scan.
  const cut = rows.length === MOST_STUCK ? rows.at(-1)?.requestedAt : null;
  const whole = rows.filter(({ requestedAt }) => requestedAt !== cut);
  const seen = whole.length > 0 ? whole : rows;
  const found = seen
    .filter(({ statusDetail }) => statusDetail !== 'WAITING_FOR_OPERATOR') // told by its event
    .map((row) => ({
      incident: stuckIncident(row, deps),
      mark: { reader, position: row.requestedAt },
    }));
  const last = seen.at(-1);
  if (last && found.length === 0) {
    await deps.events.moveCursor({ reader, position: last.requestedAt });
  }
  return found;
}

function stuckIncident(
  row: { kind: 'payment' | 'refund' | 'account'; id: string },
  deps: WatchDeps,
): Incident {
  const ids = { paymentId: null, refundId: null, accountId: null, [`${row.kind}Id`]: row.id };
  return {
    cause: 'stuck',
    title: `Open for over ${deps.stuckAfterSeconds} s`,
    reason: 'The bank is still asked, or the workflow does not go on.',
    runbook: 'stuck',
    workflowId: workflowIdOf(ids),
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
  return [{ incident, mark: { reader, position: oldest.position } }];
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
    if (count > told) watched.push(deadLetterIncident({ partnerId, count, reader }));
  }
  return watched;
}

function deadLetterIncident(of: { partnerId: string; count: number; reader: string }): Watched {
  const incident: Incident = {
    cause: `dead letters ${of.partnerId}`,
    title: `${of.count} dead letters of partner ${of.partnerId}`,
    reason: 'The consumer gave each of them back more than five times.',
    runbook: 'dead-letters',
    workflowId: null,
  };
  return { incident, mark: { reader: of.reader, position: of.count } };
}
