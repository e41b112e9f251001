import { runCommand } from './command';
import { reportCount, runTests } from './jest-run';

/** `npm test [-- <what Jest understands>]`: every test, on servers that it starts and stops. */
void runCommand(async (stopRequested) =>
  reportCount(await runTests(process.argv.slice(2), stopRequested)),
);
