import type { Logger } from '../src/log';
import { createAlerts, type AlertsDeps } from './alerts';
import { createBalance, type BalanceDeps } from './balance';
import { createBankActivities, type BankDeps } from './bank';
import { createContractAccount, type ContractAccountDeps } from './contract-account';
import { withFailures } from './failures';
import { createLedgerActivities, type LedgerDeps } from './ledger';
import { createNotifications, type NotificationsDeps } from './notifications';
import { createOpeningActivities, type OpeningDeps } from './opening';
import { createReconciliation, type ReconciliationDeps } from './reconciliation';
import { createSweepActivities, type SweepDeps } from './sweep';

/** Everything the activities need from outside. */
export type ActivityDeps = BankDeps &
  LedgerDeps &
  OpeningDeps &
  NotificationsDeps &
  BalanceDeps &
  AlertsDeps &
  ReconciliationDeps &
  ContractAccountDeps &
  SweepDeps & { readonly log: Logger };

/** All activities by name, as workflows call them. */
export type Activities = ReturnType<typeof createActivities>;

/** Builds the activities over their dependencies; errors leave them as failures without personal data. */
export function createActivities(deps: ActivityDeps) {
  return withFailures(
    {
      ...createBankActivities(deps),
      ...createOpeningActivities(deps),
      ...createLedgerActivities(deps),
      ...createSweepActivities(deps),
      ...createNotifications(deps),
      ...createBalance(deps),
      ...createAlerts(deps),
      ...createReconciliation(deps),
      ...createContractAccount(deps),
    },
    deps.log,
  );
}
