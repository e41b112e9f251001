import type { UnknownBecause } from '../../domain/bank-outcome';
import type { FailureCode } from '../../domain/failure';
import type { NhBankConfig } from './types';
import type { ApiName } from './wire';

/** What a result code says about the call that got it. */
export type Verdict =
  | { readonly class: 'SUCCEEDED' }
  | { readonly class: 'STILL_PROCESSING' }
  | { readonly class: 'REFUSED'; readonly failureCode: FailureCode }
  | { readonly class: 'UNKNOWN'; readonly because: Exclude<UnknownBecause, 'NO_ANSWER'> };

type Row = Verdict & {
  readonly means: string;
  /** Where the code has its meaning; for any other operation it is a code we do not know. */
  readonly only?: readonly ApiName[];
};

const OPENING: readonly ApiName[] = ['OpenFinAccountDirect', 'CheckOpenFinAccountDirect'];
const STATEMENT: readonly ApiName[] = ['InquireTransactionHistory'];
const PERSONAL_DATA: readonly ApiName[] = ['InquireBalance', 'InquireTransactionHistory'];

const undecided = (means: string): Row => ({ class: 'UNKNOWN', because: 'UNDECIDED', means });
const processing = (means: string): Row => ({ class: 'STILL_PROCESSING', means });

/**
 * Every result code whose meaning is public. NH publishes no code for a refusal such as "balance
 * too low": those come by configuration, and a code in neither place decides nothing.
 */
export const CODES: Readonly<Record<string, Row>> = {
  '00000': { class: 'SUCCEEDED', means: 'Done, if the answer echoes what we sent.' },
  AT999: undecided('Time-out inside NH: a transfer is asked about, an opening is sent again.'),
  AC999: undecided('Error inside the open platform: ask for the result.'),
  A9999: undecided('Error inside the open platform, its other number.'),
  A9998: undecided('Other error: ask for the result.'),
  AT998: undecided('Other error, by its former number.'),
  AP999: undecided('Error while processing: ask for the result.'),
  AC081: {
    class: 'UNKNOWN',
    because: 'DUPLICATE',
    means: 'The pair was used today. This call did nothing; the first may have succeeded or not.',
  },
  A0050: processing('The transfer is still being processed.'),
  A0348: processing('The payout is still being processed.'),
  A0284: processing('The return is still being processed.'),
  A0017: processing('The fin-account is still being issued: ask again.'),
  A0082: processing('The opening was sent again while the first still works.'),
  A0073: processing('Still being processed.'),
  A0013: {
    class: 'REFUSED',
    failureCode: 'ALREADY_REGISTERED_AT_BANK',
    only: OPENING,
    means: 'The account already has a fin-account.',
  },
  A0090: { class: 'SUCCEEDED', only: STATEMENT, means: 'No rows: an empty page, not an error.' },
  AI001: {
    class: 'REFUSED',
    failureCode: 'CONSENT_REQUIRED',
    only: PERSONAL_DATA,
    means: 'The customer has not agreed to hand his data to a third party.',
  },
  AI002: {
    class: 'REFUSED',
    failureCode: 'CONSENT_EXPIRED',
    only: PERSONAL_DATA,
    means: 'The consent of the customer has run out.',
  },
  AC002: { class: 'REFUSED', failureCode: 'BANK_MAINTENANCE', means: 'Outside service hours.' },
};

/** The code NH answers when a statement has no rows. */
export const NO_ROWS = 'A0090';
/** The one code that says yes. */
export const SUCCESS = '00000';
/**
 * The one code by which a result check itself, not the transfer it asks about, says "still
 * processing".
 */
export const CHECK_PROCESSING = 'A0050';

type CodeLists = Pick<NhBankConfig, 'refusalCodes' | 'notFoundCodes' | 'duplicateCodes'>;

/**
 * What `code` says in an answer to `api`: NH's public meaning, else our lists, else nothing
 * (undecided).
 */
export function verdictOf(code: string, api: ApiName, lists: CodeLists): Verdict {
  return knownVerdict(code, api, lists) ?? { class: 'UNKNOWN', because: 'UNDECIDED' };
}

/**
 * As `verdictOf`, but null for a code that is neither public nor in the lists of duplicates and
 * refusals.
 */
export function knownVerdict(code: string, api: ApiName, lists: CodeLists): Verdict | null {
  const row = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  if (row && (row.only === undefined || row.only.includes(api))) return row;
  if (lists.duplicateCodes.includes(code)) return { class: 'UNKNOWN', because: 'DUPLICATE' };
  if (lists.notFoundCodes.includes(code)) return null;
  const failureCode = Object.hasOwn(lists.refusalCodes, code) ? lists.refusalCodes[code] : null;
  return failureCode ? { class: 'REFUSED', failureCode } : null;
}

/** True if a refusal means that the bank is closed, so that the same may work later. */
export function saysClosed(failureCode: FailureCode): boolean {
  return failureCode === 'BANK_MAINTENANCE';
}
