import { readEnvironment } from './environment';
import { startSandbox } from './server';

/** Runs the bank until it is told to stop; prints one line when it listens. */
async function main(): Promise<void> {
  const sandbox = await startSandbox(readEnvironment(process.env));
  const stop = (): void => {
    void sandbox.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // Last: whoever waits for this line may signal at once.
  process.stdout.write(`sandbox bank at ${sandbox.url}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error instanceof Error ? error.message : error)}\n`);
  process.exitCode = 1;
});
