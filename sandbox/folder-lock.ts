import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Takes a folder for this process, since two banks appending to one journal would ruin it. The lock of a
 * process that is gone is taken over. Returns what gives the folder back.
 * @throws Error when a living process has the folder.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock');
  const holder = holderOf(path);
  if (holder !== null && holder !== process.pid && isAlive(holder)) {
    throw new Error(`${folder} is in use by process ${holder}`);
  }
  writeFileSync(path, String(process.pid));
  return () => rmSync(path, { force: true });
}

function holderOf(path: string): number | null {
  try {
    return Number(readFileSync(path, 'utf8')) || null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
