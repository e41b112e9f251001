import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { log, runCommand } from './command';
import { tellStory } from './demo-story';
import type { Teller } from './demo-story';
import { FolderInUseError } from './services/run-file';
import type { RunFile } from './services/run-file';
import { claimSystem, startSystem, SYSTEM_DIR } from './system';
import type { SystemAddresses } from './system';

function createTeller(): Teller {
  let count = 0;
  return {
    step(title) {
      count += 1;
      process.stdout.write(`\n${count}. ${title}\n`);
    },
    seen: (line) => log(` ${line}`),
  };
}

/** The addresses of a system that another process has started here. */
function runningSystem(): SystemAddresses {
  try {
    return JSON.parse(readFileSync(join(SYSTEM_DIR, 'addresses.json'), 'utf8')) as SystemAddresses;
  } catch (error) {
    throw new Error(
      'Onjeon is being started elsewhere, and is not up yet; try again in a moment.',
      {
        cause: error,
      },
    );
  }
}

async function tellOnOwnSystem(runFile: RunFile): Promise<void> {
  try {
    const system = await startSystem(runFile, { log });
    try {
      await Promise.race([tellStory(system.addresses, createTeller()), system.died]);
    } finally {
      log('stopping everything');
      await system.stop();
    }
  } finally {
    await runFile.stopAll();
  }
}

/** `npm run demo`: the whole story, on the system that runs here or on one of its own. */
async function main(stopRequested: Promise<void>): Promise<void> {
  const runFile = await claimSystem(log).catch((error: unknown) => {
    if (error instanceof FolderInUseError) return undefined;
    throw error;
  });
  const story = runFile ? tellOnOwnSystem(runFile) : tellStory(runningSystem(), createTeller());
  const stopped = stopRequested.then(async () => {
    await runFile?.stopAll();
    throw new Error('Stopped before the end of the story.');
  });
  story.catch(() => undefined); // after Ctrl-C its failure is our own doing
  await Promise.race([story, stopped]);
  process.stdout.write('\nEverything was as told.\n');
}

void runCommand(main);
