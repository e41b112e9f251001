import type { Instant } from '../src/domain/korean-time';
import type { Incident } from './alert-findings';

/** After a message further incidents of its cause are collected this long, then told as one. */
const QUIET_MS = 60_000;
/** Workflows named in one message; the count tells the rest. */
const MOST_WORKFLOWS = 10;
/** Slack was away this long: the incidents are given up, with a log line. The stuck scan and the lists still show them. */
const GIVE_UP_MS = 3600_000;
/** Causes remembered; there are some dozens. */
const MOST_CAUSES = 200;

/** How it is remembered that an incident was told, so that it is not told again; `key` names what is remembered. */
export interface Mark {
  readonly key: string;
  remember(): Promise<void>;
}

/** Incidents of one cause that have not been told yet. */
export interface Group extends Incident {
  readonly count: number;
  readonly workflowIds: readonly string[];
  readonly since: Instant;
  /** What to remember once it is told, the newest of each key. */
  readonly marks: ReadonlyMap<string, Mark>;
}

/** Collects incidents by cause and says when to tell them: the first at once, more of the same once a minute. */
export interface AlertGroups {
  /** `mark` is remembered when it was told; `position` is that of its event. */
  note(incident: Incident, at: { now: Instant; position?: number; mark?: Mark }): void;
  due(now: Instant): readonly Group[];
  told(cause: string, now: Instant): void;
  /** Takes out what waited too long. */
  giveUp(now: Instant): readonly Group[];
  /** Position of the oldest event that was noted and not told, or null. */
  oldestUntold(): number | null;
  /** Keys of what waits for a message: what is found again now is not new. */
  waitingKeys(): ReadonlySet<string>;
}

interface Pending extends Group {
  readonly position: number | null;
}

/** See AlertGroups. Pure but for its own memory: time is handed in. */
export function createAlertGroups(): AlertGroups {
  const pending = new Map<string, Pending>();
  const toldAt = new Map<string, Instant>();
  return {
    note(incident, { now, position, mark }) {
      const group = pending.get(incident.cause) ?? startGroup(incident, { now, position });
      pending.set(incident.cause, joined(group, { incident, mark }));
    },
    due: (now) => [...pending.values()].filter(({ cause }) => !isQuiet(toldAt.get(cause), now)),
    told(cause, now) {
      pending.delete(cause);
      toldAt.delete(cause);
      toldAt.set(cause, now);
      const [oldest] = toldAt.keys();
      if (toldAt.size > MOST_CAUSES && oldest !== undefined) toldAt.delete(oldest);
    },
    giveUp(now) {
      const old = [...pending.values()].filter(({ since }) => now - since > GIVE_UP_MS);
      for (const { cause } of old) pending.delete(cause);
      return old;
    },
    oldestUntold() {
      const positions = [...pending.values()].flatMap(({ position }) => position ?? []);
      return positions.length > 0 ? Math.min(...positions) : null;
    },
    waitingKeys: () => new Set([...pending.values()].flatMap(({ marks }) => [...marks.keys()])),
  };
}

function startGroup(
  incident: Incident,
  at: { now: Instant; position: number | undefined },
): Pending {
  const position = at.position ?? null;
  return { ...incident, count: 0, workflowIds: [], since: at.now, marks: new Map(), position };
}

function joined(group: Pending, more: { incident: Incident; mark: Mark | undefined }): Pending {
  const { workflowId } = more.incident;
  const isNew = workflowId !== null && !group.workflowIds.includes(workflowId);
  const workflowIds = isNew ? [...group.workflowIds, workflowId] : group.workflowIds;
  const marks = new Map(group.marks);
  if (more.mark) marks.set(more.mark.key, more.mark);
  return {
    ...group,
    // Of what is counted elsewhere (a queue's depth) the newest words are the right ones.
    title: more.incident.title,
    reason: more.incident.reason,
    count: group.count + 1,
    workflowIds: workflowIds.slice(0, MOST_WORKFLOWS),
    marks,
  };
}

/** A business clock that was set back must not silence a cause for days. */
function isQuiet(toldAt: Instant | undefined, now: Instant): boolean {
  return toldAt !== undefined && now >= toldAt && now - toldAt < QUIET_MS;
}
