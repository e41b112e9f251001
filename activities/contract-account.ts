import type { BankStateBook } from '../src/adapters/mysql/ops-types';
import type { SequenceBook } from '../src/adapters/mysql/types';
import type { NhBank } from '../src/adapters/nh-bank/types';
import type { Clock } from '../src/domain/clock';
import { mintPair } from '../src/domain/pair';
import type { Logger } from '../src/log';
import { beating } from './beating';

/** What asking about our own account at the bank needs. */
export interface ContractAccountDeps {
  readonly bank: Pick<NhBank, 'inquireBalance'>;
  readonly sequences: SequenceBook;
  readonly bankState: Pick<BankStateBook, 'noteContractBalance'>;
  readonly clock: Clock;
  /** Null: our own account is not watched. */
  readonly contractFinAcno: string | null;
  readonly log: Logger;
}

/** The account refunds are paid from: its balance is kept, so that people are told before refunds fail. */
export function createContractAccount(deps: ContractAccountDeps) {
  return {
    /** Asks once; without an answer the last balance stays, and the next run of the schedule asks again. */
    askContractAccount: () => beating(() => ask(deps)),
  };
}

async function ask(deps: ContractAccountDeps): Promise<{ readonly asked: boolean }> {
  const { bank, bankState, clock, contractFinAcno: finAcno, log } = deps;
  if (finAcno === null) return { asked: false };
  const pair = mintPair(clock.now(), await deps.sequences.nextSequence());
  const outcome = await bank.inquireBalance({ pair, finAcno });
  if (outcome.class === 'SUCCEEDED') {
    await bankState.noteContractBalance({ balance: outcome.value.available, at: clock.now() });
    return { asked: true };
  }
  const { class: outcomeClass, code } = outcome;
  log.warn({ outcomeClass, code }, 'the contract account gave no balance; asked again later');
  return { asked: false };
}
