import type { HttpConfig } from '../config';
import { createCursors, type Cursors } from '../cursors';
import type { HttpDeps } from '../deps';
import type { Route } from '../route';
import { createAccountRoutes } from './accounts';
import { createBalanceRoutes } from './balances';
import { createCsRoutes } from './cs';
import { createPaymentRoutes } from './payments';
import { createRefundRoutes } from './refunds';

/** What the resources need of the HTTP side's parts. */
export interface ResourceDeps extends Pick<HttpDeps, 'book' | 'engine' | 'redis' | 'clock'> {
  readonly config: Pick<HttpConfig, 'bankClosedHours' | 'cursorKey' | 'maxPaymentWon'>;
  /** Address of a run in Temporal UI, for staff. */
  readonly workflowUrl: (workflowId: string) => string;
}

/** What one file of routes gets: the parts, and the cursors of its lists. */
export interface ResourceParts extends ResourceDeps {
  readonly cursors: Cursors;
}

/** Every route of accounts, balances, payments, refunds and their staff views. */
export function createResourceRoutes(deps: ResourceDeps): readonly Route[] {
  const parts: ResourceParts = { ...deps, cursors: createCursors({ key: deps.config.cursorKey }) };
  return [
    ...createAccountRoutes(parts),
    ...createBalanceRoutes(parts),
    ...createPaymentRoutes(parts),
    ...createRefundRoutes(parts),
    ...createCsRoutes(parts),
  ];
}
