import type { Profile, Quirks, Settings } from '../ledger/model';
import { NO_QUIRKS, QUIRK_SETS } from '../ledger/quirks';
import { clockOf, showState } from './audit';
import { choiceOf, InputError, only, wholeOf, type Input } from './input';
import { ok, type AdminContext, type AdminReply } from './reply';

const PROFILES = ['off', 'mixed', 'harsh'] as const;
const MODES = ['contract', 'testbed'] as const;
const SEED = { min: 0, max: Number.MAX_SAFE_INTEGER } as const;
const DAY_SECONDS = 86_400;

/** Business time now. */
export function showClock({ ledger }: AdminContext): AdminReply {
  return ok(clockOf(ledger.businessMs()));
}

/** Sets the business clock to a moment, or moves it on; it runs on from there. */
export function setClock({ ledger, input }: AdminContext): AdminReply {
  only(input, ['now', 'advanceSeconds']);
  if ((input.now === undefined) === (input.advanceSeconds === undefined)) {
    throw new InputError('give either now or advanceSeconds');
  }
  const offsetMs = ledger.state.clockOffsetMs + shiftMs(input, ledger.businessMs());
  ledger.transact((record) => record({ e: 'clock', offsetMs }));
  ledger.runDue();
  return ok(clockOf(ledger.businessMs()));
}

/** How random faults are drawn now. */
export function showProfile({ ledger }: AdminContext): AdminReply {
  return ok(ledger.state.profile);
}

/** Changes the given parts of the profile. */
export function setProfile({ ledger, input }: AdminContext): AdminReply {
  only(input, ['name', 'seed', 'maxFaultsPerPair', 'lateSeconds']);
  const before = ledger.state.profile;
  const profile: Profile = {
    name: choiceOf(input, 'name', { choices: PROFILES, fallback: before.name }),
    seed: wholeOf(input, 'seed', { ...SEED, fallback: before.seed }),
    maxFaultsPerPair: wholeOf(input, 'maxFaultsPerPair', {
      min: 0,
      max: 100,
      fallback: before.maxFaultsPerPair,
    }),
    lateSeconds: lateSecondsOf(input, before),
  };
  ledger.transact((record) => record({ e: 'profile', profile }));
  return ok(profile);
}

/** The other settings. */
export function showSettings({ ledger }: AdminContext): AdminReply {
  return ok(ledger.state.settings);
}

/** Changes the given settings; `quirks` takes a set's name or single switches. */
export function setSettings({ ledger, input }: AdminContext): AdminReply {
  const before = ledger.state.settings;
  only(input, Object.keys(before));
  const seconds = (key: 'issueSeconds' | 'bookingLagSeconds'): number =>
    wholeOf(input, key, { min: 0, max: DAY_SECONDS, fallback: before[key] });
  const settings: Settings = {
    mode: choiceOf(input, 'mode', { choices: MODES, fallback: before.mode }),
    quirks: quirksOf(input.quirks, before.quirks),
    closedHours: closedHoursOf(input, before),
    issueSeconds: seconds('issueSeconds'),
    bookingLagSeconds: seconds('bookingLagSeconds'),
    settlementDays: wholeOf(input, 'settlementDays', {
      min: 0,
      max: 15,
      fallback: before.settlementDays,
    }),
  };
  ledger.transact((record) => record({ e: 'settings', settings }));
  return ok(settings);
}

/** Everything back to the start: an empty journal, the demo accounts, real time, no faults. */
export async function reset(context: AdminContext): Promise<AdminReply> {
  const { ledger, requestLog, receivers, input } = context;
  only(input, ['seed']);
  const { boot } = ledger.state;
  const restarted = ledger.reset({
    ...boot,
    seed: wholeOf(input, 'seed', { ...SEED, fallback: boot.seed }),
  });
  requestLog.clear();
  for (const receiver of receivers) receiver.clear();
  await restarted;
  return showState(context);
}

function shiftMs(input: Input, businessMs: number): number {
  if (input.advanceSeconds !== undefined) {
    const most = 400 * DAY_SECONDS;
    return wholeOf(input, 'advanceSeconds', { min: -most, max: most, fallback: 0 }) * 1000;
  }
  const isIso = typeof input.now === 'string' && /T.*(Z|[+-]\d\d:\d\d)$/.test(input.now);
  const at = isIso ? Date.parse(String(input.now)) : Number.NaN;
  if (Number.isNaN(at)) throw new InputError('now is ISO 8601 with an offset');
  return at - businessMs;
}

function lateSecondsOf(input: Input, before: Profile): Profile['lateSeconds'] {
  const given = input.lateSeconds ?? before.lateSeconds;
  const [from, to] = Array.isArray(given) && given.length === 2 ? (given as unknown[]) : [];
  const isWhole = (it: unknown): it is number =>
    typeof it === 'number' && Number.isInteger(it) && it >= 0 && it <= DAY_SECONDS;
  if (isWhole(from) && isWhole(to) && from <= to) return [from, to];
  throw new InputError('lateSeconds is [from, to] in whole seconds');
}

function closedHoursOf(input: Input, before: Settings): readonly string[] {
  const given = input.closedHours ?? before.closedHours;
  const period = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d$/;
  const isList = Array.isArray(given) && given.every((it) => period.test(String(it)));
  if (isList) return (given as unknown[]).map(String);
  throw new InputError('closedHours is a list of HH:MM-HH:MM');
}

/** The values a switch may have. */
const QUIRK_VALUES: { readonly [Q in keyof Quirks]: readonly Quirks[Q][] } = {
  rsmsBlank: [false, true],
  listKey: ['REC', 'Rec'],
  countKey: ['Iqtcnt', 'IqtCnt'],
  paddedNumbers: [false, true],
  nullSmr: [false, true],
  bareDebit: [false, true],
  successText: [1, 2, 3],
  shuffleKeys: [false, true],
  notFoundInPcrs: [false, true],
  bank010: [false, true],
  errorsWithoutBody: [false, true],
  historyByFinAcno: [false, true],
};

function quirksOf(given: unknown, before: Quirks): Quirks {
  if (given === undefined) return before;
  if (typeof given === 'string' && Object.hasOwn(QUIRK_SETS, given)) {
    return QUIRK_SETS[given] ?? NO_QUIRKS;
  }
  if (typeof given !== 'object' || given === null) {
    throw new InputError(`quirks is an object or one of ${Object.keys(QUIRK_SETS).join(', ')}`);
  }
  for (const [name, value] of Object.entries(given)) {
    const values: readonly unknown[] | undefined = QUIRK_VALUES[name as keyof Quirks];
    if (!values?.includes(value)) throw new InputError(`no such quirk: ${name} = ${String(value)}`);
  }
  return { ...before, ...given };
}
