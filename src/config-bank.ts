import type { EnvReader } from './config-reader';
import { isFailureCode, type FailureCode } from './domain/failure';
import { MAX_WON, won, type Won } from './domain/money';
import type { DailyPeriod } from './domain/korean-time';
import type { MovementSettings } from './domain/movement';

/** Codes NH publishes, whose meaning is fixed in the client: a configured list must not contradict them. */
const PUBLISHED_CODES: ReadonlySet<string> = new Set([
  ...['00000', 'AT999', 'AT998', 'AC999', 'A9999', 'A9998', 'AP999', 'AC081', 'A0050', 'A0348'],
  ...['A0284', 'A0017', 'A0082', 'A0073', 'A0013', 'A0090', 'AI001', 'AI002', 'AC002'],
]);

/** Operations under the service codes that NH's public test bed fixes. */
const TEST_BED_SERVICE_CODES: Readonly<Record<string, string>> = {
  OpenFinAccountDirect: 'DrawingTransferA',
  CheckOpenFinAccountDirect: 'DrawingTransferA',
  DrawingTransfer: 'DrawingTransferA',
  InquireDepositorAccountNumber: 'DrawingTransferA',
  ReceivedTransferAccountNumber: 'ReceivedTransferA',
  InquireTransactionHistory: 'ReceivedTransferA',
  InquireBalance: 'ReceivedTransferA',
};

/** Operations of a contract that the test bed lacks; their codes have no default. */
const CONTRACT_OPERATIONS = ['CheckOnDrawingTransfer', 'CheckOnReceivedTransfer'];

/** All settings of the bank: how to reach it, how to read it, and the numbers of the procedure. */
export function readBankConfig(env: EnvReader, { production }: { production: boolean }) {
  const mode = env.choice('NH_MODE', ['contract', 'testbed'], 'contract');
  const client = {
    baseUrl: env.url('NH_BASE_URL', {
      protocols: ['http', 'https'],
      fallback: 'http://127.0.0.1:4010',
    }),
    pathSuffix: env.text('NH_PATH_SUFFIX', '.nh'),
    mode,
    authMode: env.choice('NH_AUTH_MODE', ['field', 'bearer'], 'field'),
    iscd: readDigits(env, 'NH_ISCD', { digits: 6 }),
    fintechApsno: readDigits(env, 'NH_FINTECH_APSNO', { digits: 3, fallback: '001' }),
    accessToken: env.text('NH_ACCESS_TOKEN'),
    apiServiceCodes: readServiceCodes(env, mode),
    refusalCodes: readRefusalCodes(env),
    notFoundCodes: env.list('NH_NOT_FOUND_CODES'),
    duplicateCodes: env.list('NH_DUPLICATE_CODES'),
    closedHours: readClosedHours(env, production),
    // Together at most 35 s: the activity around a call has 40.
    connectTimeoutMs: env.integer('NH_CONNECT_TIMEOUT_MS', {
      min: 100,
      max: 5_000,
      fallback: 3000,
    }),
    readTimeoutMs: env.integer('NH_READ_TIMEOUT_MS', { min: 500, max: 30_000, fallback: 10_000 }),
    breaker: readBreaker(env),
  };
  refusePublished(env, client);
  if (production) refuseInvented(env, client);
  const seconds = (name: string, fallback: number) =>
    env.integer(name, { min: 1, max: 86_400, fallback }) * 1000;
  const pauses = (name: string, fallback: readonly number[]) =>
    env.integers(name, fallback).map((one) => one * 1000);
  const movement: MovementSettings = {
    silencePausesMs: pauses('NH_SILENCE_PAUSES', [2, 10, 30, 60]),
    checkPausesMs: pauses('NH_CHECK_PAUSES', [10, 30, 60]),
    checkIntervalMs: seconds('NH_CHECK_INTERVAL_SECONDS', 160),
    checkTries: env.integer('NH_CHECK_TRIES', { min: 1, max: 100, fallback: 5 }),
    readTimeoutMs: client.readTimeoutMs,
    doubtLimitMs: seconds('NH_DOUBT_LIMIT_SECONDS', 1800),
    operatorAskMs: seconds('NH_OPERATOR_ASK_SECONDS', 600),
    closedHours: client.closedHours,
    // NH's public test bed cannot be asked for results: there the statement is the witness.
    witness: mode === 'testbed' ? 'STATEMENT' : 'RESULT_CHECK',
    bookingLagMs:
      env.integer('NH_BOOKING_LAG_SECONDS', { min: 0, max: 86_400, fallback: 60 }) * 1000,
  };
  const leaseMs = seconds('NH_LEASE_SECONDS', 5);
  const ratePerSecond = env.integer('NH_RATE_PER_SECOND', { min: 1, max: 10_000, fallback: 50 });
  return { client, movement, leaseMs, ratePerSecond, contract: readContractAccount(env) };
}

/** Our own account at the bank: the alias it is asked by, and the balance below which people are told. */
function readContractAccount(env: EnvReader): { finAcno: string | null; lowWon: Won } {
  const finAcno = env.optional('NH_CONTRACT_FIN_ACNO');
  if (finAcno !== null && !/^\d{1,30}$/.test(finAcno)) {
    env.problem('NH_CONTRACT_FIN_ACNO must be a fin-account number: up to 30 digits');
  }
  const fallback = 100_000_000;
  return {
    finAcno,
    lowWon: won(env.integer('CONTRACT_LOW_WON', { min: 1, max: MAX_WON, fallback })),
  };
}

/** `5/30`: after five failures in a row an operation rests for 30 s. Null: never. */
function readBreaker(env: EnvReader): { failures: number; openMs: number } | null {
  const text = env.text('NH_BREAKER', '5/30');
  if (text === 'off') return null;
  const match = /^([1-9]\d{0,2})\/([1-9]\d{0,2})$/.exec(text);
  if (!match) env.problem('NH_BREAKER must be failures/seconds, as 5/30, each up to 999, or off');
  return { failures: Number(match?.[1]), openMs: Number(match?.[2]) * 1000 };
}

function readServiceCodes(env: EnvReader, mode: 'contract' | 'testbed'): Record<string, string> {
  const codes = { ...TEST_BED_SERVICE_CODES, ...env.map('NH_API_SERVICE_CODES') };
  const needed = mode === 'contract' ? CONTRACT_OPERATIONS : [];
  for (const api of needed.filter((one) => !codes[one])) {
    env.problem(`NH_API_SERVICE_CODES must name ${api}: under contract its code has no default`);
  }
  return codes;
}

/** A code of the bank's that is a text of so many digits. */
function readDigits(
  env: EnvReader,
  name: string,
  { digits, fallback }: { digits: number; fallback?: string },
): string {
  const value = env.text(name, fallback);
  if (value && !new RegExp(`^\\d{${digits}}$`).test(value)) {
    env.problem(`${name} must be ${digits} digits`);
  }
  return value;
}

function readRefusalCodes(env: EnvReader): Record<string, FailureCode> {
  const codes: Record<string, FailureCode> = {};
  for (const [code, failure] of Object.entries(env.map('NH_REFUSAL_CODES'))) {
    if (!isFailureCode(failure)) env.problem(`NH_REFUSAL_CODES: ${code} names no failure code`);
    else codes[code] = failure;
  }
  return codes;
}

/** A published code keeps its meaning: a list that says otherwise could turn doubt into a decision. */
function refusePublished(env: EnvReader, lists: CodeLists): void {
  const seen = new Map<string, string>();
  for (const [list, codes] of namedLists(lists)) {
    for (const code of codes) {
      if (PUBLISHED_CODES.has(code)) env.problem(`${list}: the meaning of ${code} is fixed by NH`);
      const other = seen.get(code);
      if (other) env.problem(`${code} stands in ${other} and in ${list}`);
      seen.set(code, list);
    }
  }
}

/** What the sandbox bank invented means nothing at a real one; in production it would be a copied sample. */
function refuseInvented(env: EnvReader, lists: CodeLists): void {
  for (const [list, codes] of namedLists(lists)) {
    for (const code of codes.filter((one) => one.startsWith('A0X'))) {
      env.problem(`${list}: ${code} is a code of the sandbox bank`);
    }
  }
}

interface CodeLists {
  readonly refusalCodes: object;
  readonly notFoundCodes: readonly string[];
  readonly duplicateCodes: readonly string[];
}

function namedLists(lists: CodeLists): readonly (readonly [string, readonly string[]])[] {
  return [
    ['NH_REFUSAL_CODES', Object.keys(lists.refusalCodes)],
    ['NH_NOT_FOUND_CODES', lists.notFoundCodes],
    ['NH_DUPLICATE_CODES', lists.duplicateCodes],
  ];
}

function readClosedHours(env: EnvReader, production: boolean): readonly DailyPeriod[] {
  const fallback = production ? ['00:00-00:30'] : [];
  return env.list('NH_CLOSED_HOURS', fallback).flatMap((period) => {
    const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(period);
    if (!match) {
      env.problem('NH_CLOSED_HOURS must be periods HH:MM-HH:MM, separated by commas');
      return [];
    }
    const [fromHour, fromMinute, toHour, toMinute] = match.slice(1).map(Number) as [
      number,
      number,
      number,
      number,
    ];
    return [{ fromMinute: fromHour * 60 + fromMinute, toMinute: toHour * 60 + toMinute }];
  });
}
