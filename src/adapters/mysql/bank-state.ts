import { parseWon } from '../../domain/money';
import type { BookParts } from './book-parts';
import { toDate, toInstant } from './mappers';
import type { BankStateRow } from './models/deciding';
import type { BankState, BankStateBook } from './ops-types';
import { findRow, lockRow, updateRows } from './rows';
import type { Tx } from './unit';

/** The one bank we send to; its row is made by the migration. */
const BANK = { name: 'nh' } as const;

/** Whether money may be sent to the bank. Every worker and every API process asks this row. */
export function createBankStateBook({
  units,
  clock,
}: Pick<BookParts, 'units' | 'clock'>): BankStateBook {
  /** Moves to the state; one that is there already keeps its reason, its time and who did it. */
  const move = (to: Pick<BankStateRow, 'state' | 'cause' | 'reason' | 'actor'>) =>
    units.unit(async (tx) => {
      const row = await lockBank(tx);
      if (row.state === to.state) return toState(row);
      const set = { ...to, since: toDate(clock.now()) };
      await updateRows(tx, tx.models.bankState, { where: BANK, set });
      return toState({ ...row, ...set });
    });

  return {
    read: () =>
      units.read(async (db) => toState(known(await findRow(db, db.models.bankState, BANK)))),
    pause: ({ cause, reason, actor }) => move({ state: 'PAUSED', cause, reason, actor }),
    resume: ({ reason, actor }) => move({ state: 'RUNNING', cause: null, reason, actor }),

    async noteContractBalance({ balance, at }) {
      await units.unit((tx) =>
        updateRows(tx, tx.models.bankState, {
          where: BANK,
          set: { contract_balance_won: balance, contract_asked_at: toDate(at) },
        }),
      );
    },
  };
}

async function lockBank(tx: Tx): Promise<BankStateRow> {
  return known(await lockRow(tx, tx.models.bankState, BANK));
}

function known(row: BankStateRow | null): BankStateRow {
  if (!row) throw new Error('the bank has lost its row in bank_state');
  return row;
}

function toState(row: BankStateRow): BankState {
  const balance = row.contract_balance_won;
  return {
    state: row.state as BankState['state'],
    cause: row.cause as BankState['cause'],
    reason: row.reason,
    actor: row.actor,
    since: toInstant(row.since),
    contractBalance: balance === null ? null : parseWon(balance),
    contractAskedAt: toInstant(row.contract_asked_at),
  };
}
