import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { PATHS } from '../support/workflow-paths';
import { beQuiet, bundleWorkflows } from '../support/workflow-env';

jest.setTimeout(60_000);

const FOLDER = join(__dirname, '../histories');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

let workflowBundle: WorkflowBundleWithSourceMap;
beforeAll(async () => {
  beQuiet();
  workflowBundle = await bundleWorkflows();
});

describe('a recorded history', () => {
  it.each(files)('%s replays on the workflows as they are now', async (file) => {
    await Worker.runReplayHistory({ workflowBundle }, JSON.parse(read(file)), file);
  });

  it('is kept for every path', () => {
    expect(files).toEqual(expect.arrayContaining(PATHS.map(({ name }) => `${name}.json`)));
  });

  it.each(files)('%s names no machine', (file) => {
    expect(read(file)).not.toMatch(/\d+@|\/home\/|\/work\/|\/root\/|node_modules/);
  });

  it('of another story does not replay: the check can fail', async () => {
    const refund = read('refund-unknown-then-done.json').replaceAll(
      'advanceCredit',
      'advanceOther',
    );
    const replay = Worker.runReplayHistory({ workflowBundle }, JSON.parse(refund), 'changed');
    await expect(replay).rejects.toThrow(DeterminismViolationError);
  });
});
