import { NO_CRASH_POINTS, type CrashPoints } from '../../domain/crash-points';
import { createBankHold } from '../bank-hold';
import type { HttpConfig } from '../config';
import { createCursors, type Cursors } from '../cursors';
import type { HttpDeps } from '../deps';
import type { Route } from '../route';
import { createAccountRoutes } from './accounts';
import { createBalanceRoutes } from './balances';
import { createCsRoutes } from './cs';
import { createOpsRoutes } from './ops';
import { createPaymentRoutes } from './payments';
import { createReconciliationRoutes } from './reconciliations';
import { createRefundRoutes } from './refunds';

/** What the resources need of the HTTP side's parts. */
export interface ResourceDeps extends Pick<
  HttpDeps,
  'book' | 'engine' | 'redis' | 'clock' | 'log' | 'crashPoints'
> {
  readonly config: Pick<HttpConfig, 'bankClosedHours' | 'cursorKey' | 'maxPaymentWon'>;
  /** Address of a run in Temporal UI, for staff. */
  readonly workflowUrl: (workflowId: string) => string;
}

/** What one file of routes gets: the parts, the cursors of its lists, and whether the bank is held. */
export interface ResourceParts extends ResourceDeps {
  readonly cursors: Cursors;
  readonly bankHold: ReturnType<typeof createBankHold>;
  readonly crashPoints: CrashPoints;
}

/** Every route of accounts, balances, payments, refunds and their staff views. */
export function createResourceRoutes(deps: ResourceDeps): readonly Route[] {
  const parts: ResourceParts = {
    ...deps,
    cursors: createCursors({ key: deps.config.cursorKey }),
    bankHold: createBankHold({ read: () => deps.book.bankState.read() }),
    crashPoints: deps.crashPoints ?? NO_CRASH_POINTS,
  };
  return [
    ...createAccountRoutes(parts),
    ...createBalanceRoutes(parts),
    ...createPaymentRoutes(parts),
    ...createRefundRoutes(parts),
    ...createCsRoutes(parts),
    ...createOpsRoutes(parts),
    ...createReconciliationRoutes(parts),
  ];
}
