import type { BankOutcome } from '../../domain/bank-outcome';
import type { Clock } from '../../domain/clock';
import type { Instant } from '../../domain/korean-time';
import { mintPair, type Pair } from '../../domain/pair';
import type { AccountSecrets } from '../../domain/records';
import type { FieldCrypto } from './field-crypto';
import { toAccountSecrets, toDate } from './mappers';
import { NOT_ANSWERED } from './movement-rows';
import { findRow, insertNumbered, updateRows } from './rows';
import type { Units } from './unit';

/** The book's side of balance inquiries: evidence, and the version of each answer. */
export interface BalanceBook {
  /** Stores the exchange before the bank is asked: its id is the version of the answer. Null without an alias to ask with. */
  begin(query: { accountId: string }): Promise<{
    readonly exchangeId: number;
    readonly secrets: AccountSecrets;
    readonly pair: Pair;
  } | null>;
  finish(end: {
    exchangeId: number;
    outcome: BankOutcome<unknown>;
    endedAt: Instant;
  }): Promise<void>;
}

/** Balance inquiries move nothing, so they have no lease and no state, only evidence. */
export function createBalanceBook(deps: {
  units: Units;
  crypto: FieldCrypto;
  clock: Clock;
  nextSequence: () => Promise<number>;
}): BalanceBook {
  const { units, crypto, clock, nextSequence } = deps;
  return {
    async begin({ accountId }) {
      const account = await units.read((db) =>
        findRow(db, db.models.accounts, { account_id: accountId }),
      );
      if (account?.status !== 'ACTIVE') return null;
      const now = clock.now();
      const pair = mintPair(now, await nextSequence());
      const exchangeId = await units.unit((tx) =>
        insertNumbered(tx, tx.models.bankExchanges, {
          subject_id: accountId,
          ordinal: null,
          kind: 'BALANCE',
          api: 'InquireBalance',
          tsymd: pair.tsymd,
          is_tuno: pair.isTuno,
          marked_at: toDate(now),
          lease_until: toDate(now),
          ...NOT_ANSWERED,
        }),
      );
      return { exchangeId, pair, secrets: toAccountSecrets(account, crypto) };
    },

    async finish({ exchangeId, outcome, endedAt }) {
      const refused = outcome.class === 'REFUSED';
      await units.unit((tx) =>
        updateRows(tx, tx.models.bankExchanges, {
          where: { exchange_id: exchangeId, ended_at: null },
          set: {
            ended_at: toDate(endedAt),
            class: outcome.class,
            because: outcome.class === 'UNKNOWN' ? outcome.because : null,
            failure_code: refused ? outcome.failureCode : null,
            closed: refused && outcome.closed ? 1 : 0,
            code: outcome.code,
            message: outcome.message,
            http_status: outcome.httpStatus,
          },
        }),
      );
    },
  };
}
