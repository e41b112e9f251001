import type { ApiBook } from '../../adapters/mysql/types';
import type { BalanceCache } from '../../adapters/redis/types';
import type { Clock } from '../../domain/clock';
import type { Engine } from '../../temporal/types';
import type { HttpConfig } from '../config';
import { createCursors, type Cursors } from '../cursors';
import type { Route } from '../route';
import { accountRoutes } from './accounts';
import { balanceRoutes } from './balances';
import { csRoutes } from './cs';
import { paymentRoutes } from './payments';
import { refundRoutes } from './refunds';

/** What the resources are made of. */
export interface ResourceDeps {
  readonly book: ApiBook;
  readonly engine: Engine;
  readonly balances: BalanceCache;
  readonly clock: Clock;
  readonly config: Pick<HttpConfig, 'bankClosedHours' | 'cursorKey' | 'maxPaymentWon'>;
  /** Address of a run in Temporal UI, for staff. */
  readonly workflowUrl: (workflowId: string) => string;
}

/** What one file of routes gets: the parts, and the cursors of its lists. */
export interface RouteDeps extends ResourceDeps {
  readonly cursors: Cursors;
}

/** Every route of accounts, balances, payments, refunds and their staff views. */
export function createResourceRoutes(deps: ResourceDeps): readonly Route[] {
  const parts: RouteDeps = { ...deps, cursors: createCursors({ key: deps.config.cursorKey }) };
  return [
    ...accountRoutes(parts),
    ...balanceRoutes(parts),
    ...paymentRoutes(parts),
    ...refundRoutes(parts),
    ...csRoutes(parts),
  ];
}
