import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, markProcess, signalGroup } from './process-mark';
import type { ProcessMark } from './process-mark';
import { waitFor } from './wait';

/** Who uses a folder of services, and every process it started there. */
interface RunRecord {
  readonly starter: ProcessMark;
  readonly children: readonly ProcessMark[];
}

export interface RunFile {
  /** Remembers a child before anything else happens to it, so that a crash cannot lose it. */
  add(pid: number): void;
  remove(pid: number): void;
  /** Gives the folder free again. */
  release(): void;
  /** Ends every child that is still there, lets no new one live, and gives the folder free. */
  stopAll(): Promise<void>;
}

/** Thrown when the folder belongs to a starter that lives. */
export class FolderInUseError extends Error {
  constructor(readonly starterPid: number) {
    super(`Another run is using this folder (process ${starterPid}).`);
    this.name = 'FolderInUseError';
  }
}

/** A database that flushes may need a while; then it is killed, which all of ours survive. */
const LEFTOVER_STOP_TIMEOUT_MS = 8_000;

function readRecord(path: string): RunRecord | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as RunRecord;
  } catch {
    return undefined; // absent, or cut short by a crash: nothing in it can be trusted
  }
}

function markSelf(): ProcessMark {
  const mark = markProcess(process.pid);
  if (!mark) throw new Error('The private services need Linux: /proc cannot be read.');
  return mark;
}

/** Stops what a starter that died left behind; only processes that are provably the same ones. */
export async function stopLeftovers(children: readonly ProcessMark[]): Promise<number> {
  const leftovers = children.filter(isAlive);
  for (const child of leftovers) signalGroup(child.pid, 'SIGTERM');
  const allGone = async (): Promise<void> => {
    const alive = leftovers.filter(isAlive);
    if (alive.length > 0) throw new Error(`still running: ${alive.map((c) => c.pid).join(', ')}`);
  };
  await waitFor('The end of old processes', allGone, { timeoutMs: LEFTOVER_STOP_TIMEOUT_MS }).catch(
    () => undefined,
  );
  for (const child of leftovers.filter(isAlive)) signalGroup(child.pid, 'SIGKILL');
  return leftovers.length;
}

/**
 * Claims a folder for this process. What a dead starter left running there is stopped first; a
 * living one is a `FolderInUseError`.
 */
export async function claimFolder(dir: string, log: (line: string) => void): Promise<RunFile> {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, 'run.json');
  const starter = markSelf();
  const children: ProcessMark[] = [];
  const write = (flag: 'w' | 'wx'): void =>
    writeFileSync(path, JSON.stringify({ starter, children } satisfies RunRecord, null, 2), {
      flag,
    });

  const old = readRecord(path);
  if (old && isAlive(old.starter)) throw new FolderInUseError(old.starter.pid);
  if (old) {
    const stopped = await stopLeftovers(old.children);
    if (stopped > 0) log(`stopped ${stopped} process(es) that an earlier run left behind`);
  }
  rmSync(path, { force: true });
  let isClosed = false;
  write('wx'); // of two that start at the same moment one fails here instead of sharing the folder

  return {
    add(pid) {
      const mark = markProcess(pid);
      if (!mark) return; // ended before it could be remembered: nothing to clean up
      if (isClosed) return signalGroup(pid, 'SIGKILL');
      children.push(mark);
      write('w');
    },
    remove(pid) {
      if (isClosed) return;
      const index = children.findIndex((child) => child.pid === pid);
      if (index >= 0) children.splice(index, 1);
      write('w');
    },
    release() {
      rmSync(path, { force: true });
    },
    async stopAll() {
      isClosed = true;
      await stopLeftovers(children);
      rmSync(path, { force: true });
    },
  };
}
