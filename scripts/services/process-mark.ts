import { readFileSync } from 'node:fs';

/** Names one process for good: a pid alone is given to another process sooner or later. */
export interface ProcessMark {
  readonly pid: number;
  /** Boot id and start tick, so that neither a reused pid nor a reboot can be mistaken for it. */
  readonly startedAt: string;
  readonly command: string;
}

/** Field 22 of /proc/<pid>/stat, counted from behind the command name, which may hold blanks. */
const START_TICK_INDEX = 19;

/** Reads the mark of a living process; undefined when there is none (or only its zombie). */
export function markProcess(pid: number): ProcessMark | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { pid, startedAt: `${bootId}/${fields[START_TICK_INDEX]}`, command };
  } catch {
    return undefined;
  }
}

/** Whether the process that was marked still lives, and not another one under its number. */
export function isAlive(mark: ProcessMark): boolean {
  return markProcess(mark.pid)?.startedAt === mark.startedAt;
}

/** Signals a whole process group; a group that is gone already is not an error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
