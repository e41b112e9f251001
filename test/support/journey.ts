import type { Auditor } from './auditor/auditor';
import { createAuditor } from './auditor/auditor';
import { startSystem } from './system';
import type { System, SystemOptions } from './system';

/** One running system for a test file, with its auditor. */
export interface Stage {
  readonly system: System;
  readonly auditor: Auditor;
}

const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 120_000;
const JOURNEY_TIMEOUT_MS = 240_000;

/** Starts a system before the tests of a file and stops it after them; the returned function gives it to a test. */
export function setStage(
  optionsOf: () => SystemOptions | Promise<SystemOptions> = () => ({}),
): () => Stage {
  let stage: Stage | undefined;
  beforeAll(async () => {
    const system = await startSystem(await optionsOf());
    stage = { system, auditor: createAuditor(system) };
  }, START_TIMEOUT_MS);
  afterAll(() => stage?.system.stop(), STOP_TIMEOUT_MS);
  return () => {
    if (!stage) throw new Error('the system did not start');
    return stage;
  };
}

/** A test that shows the ends of all logs when it fails. */
export function journey(
  stage: () => Stage,
  name: string,
  walk: (stage: Stage) => Promise<void>,
  timeoutMs = JOURNEY_TIMEOUT_MS,
): void {
  it(
    name,
    async () => {
      const { system, auditor } = stage();
      try {
        await walk({ system, auditor });
      } catch (error) {
        process.stderr.write(`\n${name}: the ends of the logs\n${system.tails()}\n`);
        throw error;
      }
    },
    timeoutMs,
  );
}

/** The last test of a file: everything has ended, and nothing is wrong. */
export function auditAtTheEnd(stage: () => Stage): void {
  journey(stage, 'ends everything, and passes the audit', async ({ auditor }) => {
    expect(await auditor.audit()).toEqual([]);
  });
}
