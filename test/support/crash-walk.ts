import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { CrashPoint } from '../../src/domain/crash-points';
import { eventually } from './eventually';
import { auditAtTheEnd, journey, setStage } from './journey';
import type { Stage } from './journey';
import type { System, SystemOptions } from './system';

/** The tests that die at borders, by the names of their files in test/journeys. */
type WalkedBy =
  'crash-points' | 'crash-points-refund' | 'crash-points-opening' | 'crash-points-net-cancel';

interface Border {
  readonly what: string;
  readonly walkedBy: readonly WalkedBy[];
}

const MOVEMENTS = ['crash-points', 'crash-points-refund'] as const;
const FLOWS = [...MOVEMENTS, 'crash-points-opening'] as const;
const DECIDING = ['crash-points-net-cancel'] as const;

/**
 * What each border is, and who dies there: the compiler holds it complete. An opening's outcome is told to no partner, so
 * it has no O borders.
 */
export const BORDERS: Readonly<Record<CrashPoint, Border>> = {
  A1: { what: 'request parsed', walkedBy: FLOWS },
  A2: { what: 'acceptance written, not committed', walkedBy: FLOWS },
  A3: { what: 'accepted, run not started', walkedBy: FLOWS },
  A4: { what: 'run started, outcome not read', walkedBy: FLOWS },
  A5: { what: 'outcome read, caller not answered', walkedBy: FLOWS },
  W1: { what: 'activity begun', walkedBy: FLOWS },
  W2: { what: 'marked as sent, nothing sent', walkedBy: FLOWS },
  W3: { what: 'request written, answer not read', walkedBy: FLOWS },
  W4: { what: 'answer read, not stored', walkedBy: FLOWS },
  W5: { what: 'settlement written, not committed', walkedBy: FLOWS },
  W6: { what: 'settlement committed, activity not reported', walkedBy: FLOWS },
  W7: { what: 'check marked, not sent', walkedBy: FLOWS },
  W8: { what: 'check answered, not stored', walkedBy: FLOWS },
  O1: { what: 'event read, not published', walkedBy: MOVEMENTS },
  O2: { what: 'published, confirm not read', walkedBy: MOVEMENTS },
  O3: { what: 'confirmed, not marked', walkedBy: MOVEMENTS },
  O4: { what: 'marked, not reported', walkedBy: MOVEMENTS },
  N1: { what: 'deadline passed, nothing stored', walkedBy: DECIDING },
  N2: { what: 'net cancel stored and told', walkedBy: DECIDING },
  N3: { what: 'debit proven, compensation not committed', walkedBy: DECIDING },
  N4: { what: 'compensation committed, not started', walkedBy: DECIDING },
  S1: { what: 'overdue rows read, none started', walkedBy: DECIDING },
  S2: { what: 'one overdue row started, not reported', walkedBy: DECIDING },
  D1: { what: 'approval committed, run not told', walkedBy: DECIDING },
  D2: { what: 'run told, operator not answered', walkedBy: DECIDING },
};

/** All borders a file walks. */
export function bordersOf(file: WalkedBy): readonly CrashPoint[] {
  const all = Object.keys(BORDERS) as CrashPoint[];
  return all.filter((point) => BORDERS[point].walkedBy.includes(file));
}

/** Part of a file's borders, and how it was chosen; belongs into the tests' names. */
export interface Share {
  readonly points: readonly CrashPoint[];
  readonly chosen: string;
}

const THIRDS = 3;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A third of a file's borders, another one each day or for each ONJEON_SEED: three runs in a row walk all of them. All at
 * once with ONJEON_ALL_CRASH_POINTS=1.
 */
export function thirdOf(file: WalkedBy, env: NodeJS.ProcessEnv = process.env): Share {
  const points = bordersOf(file);
  if (env['ONJEON_ALL_CRASH_POINTS'] === '1') return { points, chosen: 'all borders' };
  const seed = env['ONJEON_SEED'] ?? String(Math.floor(Date.now() / DAY_MS));
  const turn = numberOf(seed) % THIRDS;
  return {
    points: points.filter((_, index) => index % THIRDS === turn),
    chosen: `third ${turn + 1} of ${THIRDS}, ONJEON_SEED=${seed}`,
  };
}

/** A seed is a number; any other text is one as well. */
function numberOf(seed: string): number {
  if (/^\d{1,15}$/.test(seed)) return Number(seed);
  return [...seed].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0);
}

/** Deals points out to so many lanes. */
export function dealt(points: readonly CrashPoint[], lanes: number): CrashPoint[][] {
  const all = Array.from({ length: lanes }, (_, lane) =>
    points.filter((_point, index) => index % lanes === lane),
  );
  return all.filter((lane) => lane.length > 0);
}

/** Dies at one border, and looks whether all is well afterwards. */
export type Walk = (point: CrashPoint) => Promise<void>;

/** Walks one after the other on a system of their own. */
export interface Lane {
  readonly points: readonly CrashPoint[];
  readonly options?: SystemOptions;
  /** Brings in the people that the lane's walks need. */
  readonly begin: (stage: Stage) => Promise<Walk>;
  /** What is true after each walk; the end of each test's name. */
  readonly proof: string;
}

/** From a walk's first call to the end of its money, on a busy machine. */
const WALK_MS = 240_000;

/**
 * Registers one test for each border, and the audit of each system. Lanes run side by side from the start: most of the
 * time a walk waits for a time-out of a process that is gone.
 */
export function walkInLanes(lanes: readonly Lane[]): void {
  const staged = lanes.map((lane) => ({ lane, stage: setStage(() => lane.options ?? {}) }));
  const walks = new Map<CrashPoint, Promise<void>>();

  beforeAll(() => {
    for (const { lane, stage } of staged) {
      const begun = lane.begin(stage());
      let before: Promise<unknown> = begun;
      for (const point of lane.points) {
        const walk = before.then(async () => tried(await begun, point));
        before = walk.catch(() => undefined);
        walks.set(point, walk);
      }
    }
  });

  for (const { lane, stage } of staged) {
    for (const point of lane.points) {
      const name = `${point}, ${BORDERS[point].what}: dies, comes back, and ${lane.proof}`;
      journey(stage, name, () => walks.get(point) ?? Promise.reject(new Error('no walk')), WALK_MS);
    }
    auditAtTheEnd(stage);
  }
}

/** Where a border is; the other processes go on. */
function processAt(point: CrashPoint): 'api' | 'worker' {
  return point.startsWith('A') || point.startsWith('D') ? 'api' : 'worker';
}

interface Deed<Heard> {
  readonly point: CrashPoint;
  readonly deed: () => Promise<Heard>;
}

/** The API answered, and nobody has died: on a busy machine a call may give up before it is at its border. */
class BorderMissed extends Error {}

const TRIES = 3;

/** A walk whose border was missed begins anew; the one before it was an ordinary order. */
async function tried(walk: Walk, point: CrashPoint): Promise<void> {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await walk(point);
    } catch (error) {
      if (!(error instanceof BorderMissed) || left === 0) throw error;
    }
  }
}

/** Lets a process die at a border while something is done; null: nobody was left to answer. */
export async function diedAt<Heard>(
  { system }: Stage,
  { point, deed }: Deed<Heard>,
): Promise<{ readonly heard: Promise<Heard | null> }> {
  const victim = system.processes[processAt(point)];
  const deaths = victim.deaths();
  system.armCrash(point);
  let isAnswered = false;
  const heard = deed().catch(() => null);
  if (processAt(point) === 'api') void heard.then((answer) => (isAnswered = answer !== null));
  await eventually(() => isAnswered || victim.deaths() > deaths, {
    what: `the ${victim.name} dies at ${point}`,
    timeoutMs: 90_000,
  });
  if (victim.deaths() === deaths) throw new BorderMissed(`the API answered, not dying at ${point}`);
  return { heard };
}

/** The same, and the process is started again. */
export async function dieAt<Heard>(stage: Stage, of: Deed<Heard>): Promise<Heard | null> {
  const { heard } = await diedAt(stage, of);
  const [answer] = await Promise.all([heard, stage.system.processes[processAt(of.point)].start()]);
  return answer;
}

/** Runs a query over the product's tables. */
export async function rowsOf(
  { places }: System,
  query: string,
  values: readonly string[] = [],
): Promise<RowDataPacket[]> {
  const connection = await createConnection({ uri: places.mysqlUrl });
  try {
    const [rows] = await connection.execute<RowDataPacket[]>(query, [...values]);
    return rows;
  } finally {
    await connection.end();
  }
}

const UNTOLD = 'SELECT event_id FROM events WHERE publish_due = 1 AND published_at IS NULL';

/** Waits until all that has happened was told, so that the next death is about something new. */
export async function untilAllIsTold(system: System): Promise<void> {
  await eventually(async () => (await rowsOf(system, UNTOLD)).length === 0, {
    what: 'all events are told',
    timeoutMs: 60_000,
    everyMs: 200,
  });
}
