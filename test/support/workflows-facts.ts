import { defineSearchAttributeKey } from '@temporalio/common';
import {
  condition,
  continueAsNew,
  defineUpdate,
  setHandler,
  sleep,
  upsertSearchAttributes,
} from '@temporalio/workflow';

/** Waits until the run hands over: what a careless handler does. */
export const carelessUpdate = defineUpdate<string>('careless');

/** Hands over to a new run while a handler still waits. */
export async function careless({ runs }: { runs: number }): Promise<void> {
  setHandler(carelessUpdate, async () => {
    await condition(() => false);
    return 'never';
  });
  await sleep('1 second');
  if (runs > 1) await continueAsNew<typeof careless>({ runs: runs - 1 });
}

/** Sets a search attribute that nobody registered. */
export async function unregistered(): Promise<void> {
  const key = defineSearchAttributeKey('NobodyRegisteredThis', 'KEYWORD');
  upsertSearchAttributes([{ key, value: 'x' }]);
  await sleep('1 second');
}
