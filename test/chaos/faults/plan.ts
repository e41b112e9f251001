import type { Random } from '../random';
import { CLASS_NAMES, CLASSES } from './classes';
import type { ClassName, Fault } from './classes';

/** A fault and its moment. */
export interface Planned {
  /** Milliseconds after the load began. */
  readonly atMs: number;
  readonly class: ClassName;
  readonly fault: Fault;
}

/** What a seed has in store for a run. */
export interface FaultPlan {
  /** The classes the seed drew; those that every run has are not among them by themselves. */
  readonly classes: readonly ClassName[];
  readonly events: readonly Planned[];
}

const FEWEST_CLASSES = 3;
const MOST_CLASSES = 8;
const PAUSE_MS = { from: 2_000, to: 6_000 } as const;
/** The first fault leaves the load time to get going, the last one leaves something to be seen. */
const FROM_MS = 4_000;
const LAST_MS = 8_000;
/** A planted lock every so often: conflicts are too rare otherwise. */
const LOCK_EVERY_MS = 40_000;

/** Draws classes, then events; the kills that every run owes come at drawn moments besides. */
export function planFaults(of: { durationMs: number; random: Random }): FaultPlan {
  const { durationMs, random } = of;
  const classes = random.shuffle(CLASS_NAMES).slice(0, random.whole(FEWEST_CLASSES, MOST_CLASSES));
  const untilMs = durationMs - LAST_MS;
  const events: Planned[] = owed({ untilMs, random });
  // Every class of the seed fires at least once; after that chance decides.
  const inTurn = [...classes];
  for (let atMs = FROM_MS; atMs < untilMs; atMs += random.whole(PAUSE_MS.from, PAUSE_MS.to)) {
    const name = inTurn.shift() ?? pickLightly(classes, random);
    events.push({ atMs, class: name, fault: CLASSES[name](random) });
  }
  return { classes, events: events.toSorted((one, other) => one.atMs - other.atMs) };
}

/** What takes whole processes away comes less often than the rest: nothing is learned while all of them start. */
function pickLightly(classes: readonly ClassName[], random: Random): ClassName {
  const light = classes.filter((one) => !HEAVY.has(one));
  const name = random.pick(classes);
  const isSpared = light.length > 0 && HEAVY.has(name) && random.chance(HEAVY_SPARED);
  return isSpared ? random.pick(light) : name;
}

/** What no run goes without: a kill of every process and server, rows that are held, and a book so slow that leases run out. */
function owed({ untilMs, random }: { untilMs: number; random: Random }): Planned[] {
  const rounds = Math.ceil(untilMs / 300_000);
  const downMs = 500;
  const kills: readonly Planned['fault'][] = [
    { do: 'kill-api', seat: 0, downMs },
    { do: 'kill-worker', seat: 0, downMs },
    { do: 'kill-api', seat: 1, downMs },
    { do: 'kill-worker', seat: 1, downMs },
    { do: 'kill-server', server: 'mysql', downMs },
    { do: 'kill-server', server: 'redis', downMs },
    { do: 'kill-server', server: 'rabbitmq', downMs },
    { do: 'kill-server', server: 'temporal', downMs },
  ];
  const at = (): number => FROM_MS + random.next() * (untilMs - FROM_MS);
  const locks = Math.ceil(untilMs / LOCK_EVERY_MS);
  return [
    ...Array.from({ length: rounds }, () => kills)
      .flat()
      .map((fault): Planned => ({ atMs: at(), class: classOf(fault), fault })),
    ...Array.from({ length: locks }, (_, i): Planned => {
      const atMs = FROM_MS + (i + 0.5 * random.next()) * LOCK_EVERY_MS;
      return { atMs: Math.min(atMs, untilMs), class: 'mysql-lock', fault: LOCK };
    }),
    ...Array.from({ length: SLOW_BOOKS * rounds }, (): Planned => ({
      atMs: at(),
      class: 'link-latency',
      fault: SLOW_BOOK,
    })),
  ];
}

/** A mark takes several round trips: when it is stored its lease (3 s) is over, so that nothing may be sent. */
const SLOW_BOOK: Fault = {
  ...{ do: 'link', link: 'worker-mysql', ms: 9_000 },
  behaviour: { kind: 'latency', ms: 900, jitterMs: 400 },
};
const SLOW_BOOKS = 2;
const HEAVY: ReadonlySet<ClassName> = new Set([
  ...(['process-kill', 'process-term', 'all-workers', 'server-kill', 'bank-closed'] as const),
]);
const HEAVY_SPARED = 0.85;
const LOCK = { do: 'lock-rows', ms: 5_000 } as const;

function classOf(fault: Fault): ClassName {
  return fault.do === 'kill-server' ? 'server-kill' : 'process-kill';
}
