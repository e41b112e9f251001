import { bundleWorkflowCode, DefaultLogger, type LogEntry } from '@temporalio/worker';

jest.setTimeout(60_000);

/** Bundles and gives back every line the bundler wrote that is not mere information. */
async function warningsOf(workflowsPath: string): Promise<readonly string[]> {
  const lines: string[] = [];
  const logger = new DefaultLogger('TRACE', ({ level, message }: LogEntry) => {
    if (level === 'WARN' || level === 'ERROR' || /warning|error/i.test(message))
      lines.push(message);
  });
  await bundleWorkflowCode({ workflowsPath, logger }).catch((error: unknown) =>
    lines.push(String(error)),
  );
  return lines;
}

it('the workflows bundle without a warning', async () => {
  expect(await warningsOf(require.resolve('../../workflows'))).toEqual([]);
});

it('a forbidden import would be one', async () => {
  const forbidden = await warningsOf(require.resolve('../support/workflows-forbidden'));
  expect(forbidden.join('\n')).toContain('fs');
});
