/** An account the bank keeps; amounts are whole won. */
export interface Account {
  readonly bankCode: string;
  readonly accountNumber: string;
  readonly holderName: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  balance: number;
  state: 'OPEN' | 'CLOSED';
  consent: 'OK' | 'MISSING' | 'EXPIRED';
  limits: AccountLimits;
}

/** What may leave an account, per transfer and per business day; null means no limit. */
export interface AccountLimits {
  readonly perTransferWon: number | null;
  readonly perDayWon: number | null;
}

/** The part of an account that an administrator may change. */
export type AccountChanges = Partial<Pick<Account, 'balance' | 'state' | 'consent' | 'limits'>>;

/** An alias under which an account can be debited. Its state follows from time, effects and `closedDay`. */
export interface FinAccount {
  readonly finAcno: string;
  readonly rgno: string;
  readonly accountNumber: string;
  readonly pairKey: string;
  /** Business day of the registration, `YYYYMMDD`. */
  readonly openedDay: string;
  /** Real time from which the alias can be used. */
  readonly issuesAtMs: number;
  closedDay: string | null;
}

/** (FintechApsno, Tsymd, IsTuno) in one text: what NH de-duplicates on. */
export type PairKey = string;

/**
 * SEEN: a call that a fault swallowed before the bank looked at it; the pair is still free.
 * ANSWERED: a question. EXECUTED, REFUSED: the business was done, or not. SCHEDULED: it will be
 * done later. VOID: recorded, never done.
 */
export type PairStatus = 'SEEN' | 'ANSWERED' | 'EXECUTED' | 'REFUSED' | 'SCHEDULED' | 'VOID';

/** What a result check says of a transfer that is scheduled. */
export type ScheduledAnswer = 'not-found' | 'processing';

/** All the bank remembers of one pair. */
export interface Pair {
  readonly key: PairKey;
  readonly api: string;
  readonly accountNumber: string | null;
  /** Place of the pair among those of this API on this account, from 1; the seed of its faults. */
  readonly ordinal: number;
  attempts: number;
  readonly faults: string[];
  status: PairStatus;
  body: Body | null;
  code: string | null;
  /** Business time of the decision, ISO. */
  processedAt: string | null;
  rowSeq: number | null;
  executesAtMs: number | null;
  until: ScheduledAnswer;
  bookingLagMs: number;
  /** How many result checks still hear "processing" because the profile lags (never by a fault). */
  lagPolls: number;
  readonly effects: Effect[];
}

/** The fields beside `Header`. */
export type Body = Readonly<Record<string, string>>;

/** What a fault does to later questions about its pair. */
export interface Effect {
  readonly id: string;
  readonly fault: string;
  readonly pairKey: PairKey;
  readonly accountNumber: string | null;
  readonly checks: 'processing' | 'not-found' | 'silent';
  /** Questions it still answers; null = not counted. */
  pollsLeft: number | null;
  /** Real time at which it ends; null = no end by time. */
  readonly untilMs: number | null;
  readonly hidesRow: boolean;
}

/** A fault waiting for the next calls that match. */
export interface PlantedFault {
  readonly id: string;
  readonly fault: string;
  readonly params: FaultParams;
  readonly api: string | null;
  readonly accountNumber: string | null;
  /** Null: until deleted. */
  timesLeft: number | null;
  hits: number;
}

/** Checked parameters of a fault. */
export type FaultParams = Readonly<Record<string, string | number | boolean>>;

/** One movement of money; never changed after it was written. */
export interface LedgerRow {
  readonly seq: number;
  /** Business time, ISO. */
  readonly at: string;
  /** Real time, for the booking lag. */
  readonly atMs: number;
  readonly kind: 'DEBIT' | 'CREDIT';
  readonly tsymd: string;
  readonly isTuno: string;
  readonly pairKey: PairKey;
  readonly api: string;
  readonly accountNumber: string;
  readonly amount: number;
  readonly balanceAfter: number;
  readonly contractAfter: number;
  readonly pendingAfter: number;
  readonly text: string;
  readonly tuno: string;
}

/** Behaviours real environments differ in. */
export interface Quirks {
  readonly rsmsBlank: boolean;
  readonly listKey: 'REC' | 'Rec';
  readonly countKey: 'Iqtcnt' | 'IqtCnt';
  readonly paddedNumbers: boolean;
  readonly nullSmr: boolean;
  readonly bareDebit: boolean;
  readonly successText: 1 | 2 | 3;
  readonly shuffleKeys: boolean;
  readonly notFoundInPcrs: boolean;
  readonly bank010: boolean;
  readonly errorsWithoutBody: boolean;
  readonly historyByFinAcno: boolean;
}

/** The two environments NH offers. */
export type Mode = 'contract' | 'testbed';

/** What an administrator may set while the bank runs. */
export interface Settings {
  readonly mode: Mode;
  readonly quirks: Quirks;
  /** `HH:MM-HH:MM`, Korean time. */
  readonly closedHours: readonly string[];
  readonly issueSeconds: number;
  readonly bookingLagSeconds: number;
  /** Business days until a debit reaches the contract account. */
  readonly settlementDays: number;
}

/** How random faults are drawn. */
export interface Profile {
  readonly name: 'off' | 'mixed' | 'harsh';
  readonly seed: number;
  readonly maxFaultsPerPair: number;
  readonly lateSeconds: readonly [number, number];
}

/** What the process was started with; a start with other values overrides what was set since. */
export interface BootOptions {
  readonly mode: Mode;
  readonly seed: number;
  readonly profile: Profile['name'];
}
