import type { EventBook, StoredEvent } from '../src/adapters/mysql/types';
import type { Slack, SlackAnswer, SlackMessage } from '../src/adapters/slack/types';
import type { Logger } from '../src/log';
import { createDigest, type Digest } from './alert-digest';
import { findingOf } from './alert-findings';
import { createAlertGroups, type AlertGroups } from './alert-groups';
import { digestMessage, incidentMessage, type AlertPlaces } from './alert-messages';
import { lookAround, type WatchDeps } from './alert-watch';
import { inRounds, type Step } from './relay-rounds';

/** Cursors: up to here incidents were told, up to here refusals. Two, since refusals wait for their digest. */
const READER = 'alerts';
const DIGEST_READER = 'alerts.digest';
const BATCH = 500;
const IDLE_MS = 1_000;
/** Slack did not take a message and gave no time. */
const RETRY_MS = 5_000;
/** Scans for what no event tells; an incident is told within five minutes. */
const LOOK_EVERY_MS = 15_000;

/** What alerts need. */
export interface AlertsDeps extends WatchDeps {
  readonly events: WatchDeps['events'] & Pick<EventBook, 'after'>;
  readonly slack: Slack;
  readonly places: AlertPlaces;
  /** Seconds between digests of refusals that customers caused; null: none. */
  readonly digestEverySeconds: number | null;
  /** Aborted when the worker begins to shut down. */
  readonly stopping: AbortSignal;
  readonly log: Logger;
}

/** Activities that tell the people who run the product. */
export interface Alerts {
  /** Tells incidents and digests for one round; see createAlerts. */
  sendAlerts(input: { roundSeconds: number }): Promise<{ readonly sent: number }>;
}

/** What is known between two rounds; lost with the process, and then read again from the cursors. */
interface Memory {
  readonly groups: AlertGroups;
  readonly digest: Digest;
  readTo: number;
  incidentsTo: number;
  refusalsTo: number;
  lookedAt: number;
}

/**
 * Alerts: one message per cause with a count, the first at once and more of it once a minute; refusals that customers caused
 * as a digest. The cursors move only after Slack took a message, so one may be told twice, but none is lost to a crash.
 */
export function createAlerts(deps: AlertsDeps): Alerts {
  let memory: Memory | null = null;
  return {
    async sendAlerts({ roundSeconds }) {
      const incidentsTo = await deps.events.cursor(READER);
      const refusalsTo = await deps.events.cursor(DIGEST_READER);
      const known = memory?.incidentsTo === incidentsTo && memory.refusalsTo === refusalsTo;
      // Somebody else moved the cursors meanwhile, or this process is new.
      const present = known && memory ? memory : newMemory(deps, { incidentsTo, refusalsTo });
      memory = present;
      let sent = 0;
      const rounds = { roundSeconds, idleMs: IDLE_MS, stopping: deps.stopping };
      await inRounds(rounds, async () => {
        const step = await alertOnce(deps, present);
        sent += step.sent;
        return step.next;
      });
      return { sent };
    },
  };
}

function newMemory(deps: AlertsDeps, cursors: { incidentsTo: number; refusalsTo: number }): Memory {
  const readTo = Math.min(cursors.incidentsTo, cursors.refusalsTo);
  const digest = createDigest(deps.digestEverySeconds);
  const lookedAt = Number.NEGATIVE_INFINITY;
  return { groups: createAlertGroups(), digest, readTo, ...cursors, lookedAt };
}

async function alertOnce(
  deps: AlertsDeps,
  memory: Memory,
): Promise<{ readonly sent: number; readonly next: Step }> {
  const page = await deps.events.after({ position: memory.readTo, limit: BATCH });
  for (const event of page) read(event, { deps, memory });
  // First read to the end, so that a message counts all there is.
  if (page.length === BATCH) return { sent: 0, next: 'BUSY' };
  if (performance.now() - memory.lookedAt > LOOK_EVERY_MS) await look(deps, memory);
  const { sent, waitMs } = await tell(deps, memory);
  giveUp(deps, memory);
  await moveCursors(deps, memory);
  if (waitMs > 0) return { sent, next: { waitMs } };
  return { sent, next: page.length > 0 ? 'BUSY' : 'IDLE' };
}

function read(event: StoredEvent, { deps, memory }: { deps: AlertsDeps; memory: Memory }): void {
  const position = event.position ?? 0;
  memory.readTo = position;
  const finding = findingOf(event);
  if (finding.kind === 'INCIDENT' && position > memory.incidentsTo) {
    memory.groups.note(finding.incident, { now: deps.clock.now(), position });
  }
  if (finding.kind === 'REFUSAL' && position > memory.refusalsTo) {
    memory.digest.note(finding.code, { at: event.createdAt, position });
  }
}

async function look(deps: AlertsDeps, memory: Memory): Promise<void> {
  memory.lookedAt = performance.now();
  // What was found before and is not told yet is found again: it must not be counted twice.
  const waiting = memory.groups.waitingKeys();
  for (const { incident, mark } of await lookAround(deps)) {
    if (waiting.has(mark.key)) continue;
    memory.groups.note(incident, { now: deps.clock.now(), mark });
  }
}

/** Posts what is due; the first message that Slack does not take ends it, and says how long to wait. */
async function tell(
  deps: AlertsDeps,
  memory: Memory,
): Promise<{ readonly sent: number; readonly waitMs: number }> {
  let sent = 0;
  for (const group of memory.groups.due(deps.clock.now())) {
    const answer = await post(deps, incidentMessage(group, deps.places));
    if (!wasTold(answer)) return { sent, waitMs: waitAfter(answer) };
    memory.groups.told(group.cause, deps.clock.now());
    for (const mark of group.marks.values()) await mark.remember();
    sent += 1;
  }
  const digest = memory.digest.due(deps.clock.now());
  if (!digest) return { sent, waitMs: 0 };
  const answer = await post(deps, digestMessage(digest));
  if (!wasTold(answer)) return { sent, waitMs: waitAfter(answer) };
  memory.digest.told();
  return { sent: sent + 1, waitMs: 0 };
}

function post(deps: AlertsDeps, message: SlackMessage): Promise<SlackAnswer> {
  return deps.slack.post(message);
}

/** Without a webhook nobody wants to be told, so that counts as told. */
function wasTold(answer: SlackAnswer): boolean {
  return answer.kind === 'SENT' || answer.kind === 'OFF';
}

function waitAfter(answer: SlackAnswer): number {
  return answer.kind === 'LATER' ? answer.retryAfterMs : RETRY_MS;
}

function giveUp(deps: AlertsDeps, { groups }: Memory): void {
  for (const { cause, count } of groups.giveUp(deps.clock.now())) {
    deps.log.error({ cause, count }, 'Slack was away too long: these incidents were not told');
  }
}

/** Up to right before the oldest that waits, else up to what was read. Only what changed is written. */
async function moveCursors(deps: AlertsDeps, memory: Memory): Promise<void> {
  const before = (oldest: number | null) => (oldest === null ? memory.readTo : oldest - 1);
  const incidentsTo = Math.max(memory.incidentsTo, before(memory.groups.oldestUntold()));
  const refusalsTo = Math.max(memory.refusalsTo, before(memory.digest.oldestUntold()));
  if (incidentsTo !== memory.incidentsTo) {
    await deps.events.moveCursor({ reader: READER, position: incidentsTo });
    memory.incidentsTo = incidentsTo;
  }
  if (refusalsTo !== memory.refusalsTo) {
    await deps.events.moveCursor({ reader: DIGEST_READER, position: refusalsTo });
    memory.refusalsTo = refusalsTo;
  }
}
