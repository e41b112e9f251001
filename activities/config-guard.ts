import type { BankStateBook } from '../src/adapters/mysql/ops-types';
import type { SendOutcome } from '../src/domain/movement';

/** So many sends in a row that our own settings made fail, and the bank is held. */
const IN_A_ROW = 3;
/** What the bank's gateway answers to credentials, rights or addresses that are wrong. */
const GATEWAY_REFUSALS: ReadonlySet<number> = new Set([401, 403, 404]);

/** Counts the sends of this process that failed because our settings are wrong. */
export interface ConfigGuard {
  /** Holds the bank after the third in a row: every further payment would fail the same way. */
  note(outcome: SendOutcome): Promise<void>;
}

/** See ConfigGuard. Silence says nothing about settings and neither counts nor ends a row. */
export function createConfigGuard(bankState: Pick<BankStateBook, 'pause'>): ConfigGuard {
  let inARow = 0;
  return {
    async note(outcome) {
      if (!isConfigError(outcome)) {
        if (outcome.code !== null) inARow = 0;
        return;
      }
      inARow += 1;
      if (inARow < IN_A_ROW) return;
      const told = outcome.code ?? `HTTP ${String(outcome.httpStatus)}`;
      const reason = `${IN_A_ROW} sends in a row rejected: ${told}`;
      await bankState.pause({ cause: 'BANK_CONFIG_ERROR', reason, actor: 'engine' });
      // Whoever resumes gets three more tries.
      inARow = 0;
    },
  };
}

function isConfigError(outcome: SendOutcome): boolean {
  if (outcome.class === 'REFUSED') return outcome.failureCode === 'BANK_CONFIG_ERROR';
  return outcome.httpStatus !== null && GATEWAY_REFUSALS.has(outcome.httpStatus);
}
