import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { log, runCommand } from './command';

/** Where the image keeps the bundle; WORKFLOW_BUNDLE points at it. */
const BUNDLE_FILE = 'dist/workflow-bundle.js';

/**
 * Bundles the compiled workflows once, at build time, so that a worker in production starts quickly
 * and every replica runs the very same code.
 */
async function main(): Promise<void> {
  const { code } = await bundleWorkflowCode({ workflowsPath: resolve('dist/workflows/index.js') });
  writeFileSync(BUNDLE_FILE, code);
  log(`wrote ${BUNDLE_FILE}`);
}

void runCommand(main);
