import type {
  Account,
  AccountChanges,
  Body,
  BootOptions,
  Effect,
  FinAccount,
  LedgerRow,
  PairKey,
  PlantedFault,
  Profile,
  ScheduledAnswer,
  Settings,
} from './model';

/** What can happen at the bank. The journal holds nothing else, and the state is their sum. */
export type BankEvent =
  | { readonly e: 'genesis'; readonly boot: BootOptions; readonly accounts: readonly Account[] }
  | { readonly e: 'started'; readonly boot: BootOptions }
  | { readonly e: 'account'; readonly account: Account }
  | {
      readonly e: 'account-changed';
      readonly accountNumber: string;
      readonly changes: AccountChanges;
    }
  | ({ readonly e: 'call' } & CallFacts)
  | { readonly e: 'answered'; readonly pair: PairKey }
  | { readonly e: 'opened'; readonly pair: PairKey; readonly body: Body; readonly fin: FinAccount }
  | { readonly e: 'fin-closed'; readonly pair: PairKey; readonly body: Body; readonly day: string }
  | {
      readonly e: 'refused';
      readonly pair: PairKey;
      readonly body: Body;
      readonly code: string;
      readonly processedAt: string;
    }
  | {
      readonly e: 'executed';
      readonly pair: PairKey;
      readonly body: Body;
      readonly row: LedgerRow;
      /** Day on which a debit leaves `pending`; null if it never was there. */
      readonly settlesOn: string | null;
    }
  | {
      readonly e: 'scheduled';
      readonly pair: PairKey;
      readonly body: Body;
      readonly executesAtMs: number;
      readonly until: ScheduledAnswer;
    }
  | { readonly e: 'void'; readonly pair: PairKey; readonly body: Body }
  | {
      readonly e: 'lag';
      readonly pair: PairKey;
      readonly bookingLagMs: number;
      readonly polls: number;
    }
  | { readonly e: 'settled'; readonly count: number }
  | { readonly e: 'effect'; readonly effect: Effect }
  /** A question was answered by an effect, or (`effectId` null) by the profile's lag. */
  | { readonly e: 'polled'; readonly pair: PairKey; readonly effectId: string | null }
  | { readonly e: 'effect-ended'; readonly id: string }
  | { readonly e: 'planted'; readonly fault: PlantedFault }
  | { readonly e: 'lifted'; readonly id: string }
  | { readonly e: 'clock'; readonly offsetMs: number }
  | { readonly e: 'settings'; readonly settings: Settings }
  | { readonly e: 'profile'; readonly profile: Profile };

/** A call that reached the bank's business side, with the fault it met. */
export interface CallFacts {
  readonly pair: PairKey;
  readonly api: string;
  readonly accountNumber: string | null;
  readonly fault: string | null;
  readonly plantedId: string | null;
}

/** Writes an event down: applied to the state at once, journalled with the rest of its transaction. */
export type Recorder = (event: BankEvent) => void;
