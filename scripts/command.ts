/** One line of progress, in one form for all commands. */
export function log(line: string): void {
  process.stdout.write(`  ${line}\n`);
}

/** Ctrl-C, the end that init systems send, and a closed terminal all mean the same to us. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a command of `scripts/` to its end. `main` gets a promise that settles when the user wants
 * it to stop; what it throws is shown without a stack, as it is written for people.
 */
export async function runCommand(
  main: (stopRequested: Promise<void>) => Promise<void>,
): Promise<void> {
  // A reader that went away (`npm start | head`) must not keep us from stopping what we started.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const stopRequested = new Promise<void>((resolve) => {
    for (const signal of STOP_SIGNALS) process.on(signal, () => resolve());
    // A mistake of ours must not leave servers behind: it is shown, and then all is stopped as usual.
    process.on('uncaughtException', (error) => {
      process.stderr.write(`\n  ${describe(error)}\n`);
      process.exitCode = 1;
      resolve();
    });
  });
  try {
    await main(stopRequested);
    process.exit(process.exitCode ?? 0);
  } catch (error) {
    process.stderr.write(`\n  ${describe(error)}\n\n`);
    process.exit(1);
  }
}

/** A refused connection comes as an error without a message, whose parts have one. */
function describe(error: unknown): string {
  const { message, code, stack } = error as NodeJS.ErrnoException;
  if (process.env['ONJEON_DEBUG'] === '1' && stack) return stack;
  if (error instanceof AggregateError && !message) return error.errors.map(describe).join('\n  ');
  return message || code || String(error);
}
