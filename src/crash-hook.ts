import { readFileSync, rmSync } from 'node:fs';
import { NO_CRASH_POINTS, type CrashPoints } from './domain/crash-points';

/**
 * Kills this process at the border that a file names, like a power cut: nothing is finished, nobody is told. The file is
 * deleted first, so that of all processes one dies, once. Null: no border kills, as always in production.
 */
export function createCrashHook(file: string | null): CrashPoints {
  if (file === null) return NO_CRASH_POINTS;
  return {
    reach(point) {
      if (read(file) !== point) return;
      try {
        rmSync(file);
      } catch {
        return; // another process was first
      }
      process.kill(process.pid, 'SIGKILL');
    },
  };
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null; // not there: no border is armed
  }
}
