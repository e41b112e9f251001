import { log, runCommand } from './command';
import { guide } from './guide';
import { createOutput } from './output';
import { FolderInUseError } from './services/run-file';
import { claimSystem, startSystem } from './system';

const STOPPED = Symbol('stopped');

/** `npm start`: the whole system on this machine, until Ctrl-C or until a part of it dies. */
async function main(stopRequested: Promise<void>): Promise<void> {
  const runFile = await claimSystem(log).catch((error: unknown) => {
    if (!(error instanceof FolderInUseError)) throw error;
    const { starterPid } = error;
    throw new Error(
      `Onjeon runs already (process ${starterPid}). Stop it with Ctrl-C there, or: kill ${starterPid}`,
    );
  });
  const stop = stopRequested.then((): typeof STOPPED => STOPPED);
  try {
    const starting = startSystem(runFile, { log, onOutput: createOutput(process.stdout) });
    starting.catch(() => undefined); // after Ctrl-C its failure is our own doing
    const system = await Promise.race([starting, stop]);
    if (system === STOPPED) return;
    process.stdout.write(`\n${guide(system.addresses)}\n`);
    try {
      await Promise.race([stop, system.died]);
    } finally {
      log('stopping everything, at most 15 s');
      await system.stop();
    }
  } finally {
    await runFile.stopAll();
    log('stopped; nothing is left running');
  }
}

void runCommand(main);
