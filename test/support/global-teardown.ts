import { rmSync } from 'node:fs';

/** Stops what the global setup started, and deletes its data. */
export default async function globalTeardown(): Promise<void> {
  const run = globalThis.onjeonTestSet;
  if (!run) return;
  await run.set.stop();
  rmSync(run.dir, { recursive: true, force: true });
  globalThis.onjeonTestSet = undefined;
}
