import {
  ParentClosePolicy,
  continueAsNew,
  log,
  setCurrentDetails,
  sleep,
  startChild,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { workflowIds } from './contract';
import { reconciling, statements, tellers } from './reconciliation-proxies';

/** Input of a reconciliation; what follows the day is handed over from run to run. */
export interface ReconciliationInput {
  readonly reconciliationId: string;
  /** `YYYYMMDD`. */
  readonly day: string;
  readonly round?: number;
  readonly after?: string | null;
  readonly unanswered?: number;
}

/** Accounts per activity: small enough that a worker that dies loses little. */
const ACCOUNTS_AT_ONCE = 20;
/** Pages of accounts in one run: about a thousand events of history. */
const PAGES_PER_RUN = 100;
/** Before the accounts whose statement did not come are asked for again: a slow moment is over soon, an outage in two hours. */
const PAUSES = [
  '5 seconds',
  '30 seconds',
  '5 minutes',
  '15 minutes',
  '30 minutes',
  '1 hour',
] as const;

/**
 * Compares one Korean day at the bank with our book, account by account, and tells people. Each account is stored when its
 * last page was read, so a run that is lost goes on where it was.
 */
export async function reconciliation(input: ReconciliationInput): Promise<{ state: string }> {
  const { reconciliationId, day } = input;
  let { round = 0, after = null, unanswered = 0 } = input;
  for (let pages = 0; ; pages += 1) {
    if (pages === PAGES_PER_RUN) {
      await continueAsNew<typeof reconciliation>({ ...input, round, after, unanswered });
    }
    const page = await readPage({ reconciliationId, day, after });
    unanswered += page.unanswered;
    after = page.next;
    if (after !== null && !page.silent) continue;
    if (unanswered === 0) break;
    const pause = PAUSES[round];
    setCurrentDetails(`${unanswered} accounts without a statement, try ${round + 1}`);
    if (pause === undefined) break;
    await sleep(pause);
    round += 1;
    after = null;
    unanswered = 0;
  }
  const { state } = await reconciling.endReconciliation({ reconciliationId, unanswered });
  await tell(reconciliationId);
  return { state };
}

/** Run by a Schedule: begins what is due, one run per day, and does not wait for them. */
export async function reconcileDue(): Promise<{ days: readonly string[] }> {
  const due = await reconciling.beginDueReconciliations();
  for (const one of due) {
    try {
      await startChild(reconciliation, {
        args: [one],
        workflowId: workflowIds.reconciliation(one.reconciliationId),
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: `reconciliation of ${one.day}`,
      });
    } catch (error) {
      // It runs, on demand of a person.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
  return { days: due.map(({ day }) => day) };
}

/** The next accounts. */
async function readPage(from: { reconciliationId: string; day: string; after: string | null }) {
  const { reconciliationId, day } = from;
  const { accountIds, next } = await reconciling.accountsToReconcile({
    ...from,
    limit: ACCOUNTS_AT_ONCE,
  });
  if (accountIds.length === 0) return { next, unanswered: 0, silent: false };
  const read = await statements.readStatements({ reconciliationId, day, accountIds });
  return { next, ...read };
}

/** The report is in the book; that Slack was away for a day must not make the run fail. */
async function tell(reconciliationId: string): Promise<void> {
  try {
    await tellers.tellReconciliation({ reconciliationId });
  } catch (error) {
    log.error('Slack was not told of a reconciliation', {
      reconciliationId,
      reason: String(error),
    });
  }
}
