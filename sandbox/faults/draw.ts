import { createHash } from 'node:crypto';
import type { FaultParams, Profile } from '../ledger/model';
import { appliesTo, FAULTS, specOf, type CallKind, type FaultName } from './catalogue';
import { parseParams } from './params';

/** All that a draw may depend on, besides the profile: never time, restarts or what other accounts do. */
export interface DrawSeat {
  readonly api: string;
  readonly kind: CallKind;
  readonly accountNumber: string | null;
  readonly ordinal: number;
  readonly attempt: number;
}

/** The fault the profile draws for one attempt of one pair, or null for a normal call. */
export function drawFault(
  profile: Profile,
  seat: DrawSeat,
): { readonly name: FaultName; readonly params: FaultParams } | null {
  if (profile.name === 'off') return null;
  const factor = profile.name === 'harsh' ? 2 : 1;
  const chance = chanceOf(profile, seat, 'fault') * 100;
  let reached = 0;
  for (const name of Object.keys(FAULTS) as FaultName[]) {
    reached += specOf(name).share * factor;
    if (chance >= reached) continue;
    return appliesTo(name, seat) ? { name, params: drawParams(profile, seat, name) } : null;
  }
  return null;
}

/** How a pair lags although nothing went wrong: result checks that say "processing", a statement row that comes late. */
export function drawLag(
  profile: Profile,
  seat: DrawSeat,
): { readonly polls: number; readonly bookingLagMs: number } | null {
  if (profile.name === 'off') return null;
  const first = { ...seat, attempt: 0 };
  return {
    polls: Math.floor(chanceOf(profile, first, 'polls') * 3),
    bookingLagMs: Math.floor(chanceOf(profile, first, 'booking') * 30_001),
  };
}

function drawParams(profile: Profile, seat: DrawSeat, name: FaultName): FaultParams {
  const specs = specOf(name).params;
  const drawn: Record<string, string | number> = {};
  for (const [param, spec] of Object.entries(specs)) {
    if (spec.type !== 'choice') continue;
    const place = Math.floor(chanceOf(profile, seat, param) * spec.choices.length);
    drawn[param] = spec.choices[place] ?? '';
  }
  if (name === 'slow') drawn.delayMs = between(chanceOf(profile, seat, 'delayMs'), [100, 8000]);
  if (name === 'executed-late') {
    drawn.seconds = between(chanceOf(profile, seat, 'seconds'), profile.lateSeconds);
  }
  return parseParams(specs, drawn);
}

function between(chance: number, [from, to]: readonly [number, number]): number {
  return Math.floor(from + chance * (to - from + 1));
}

/** A number in [0, 1) from the first 48 bits of a hash. */
function chanceOf(profile: Profile, seat: DrawSeat, label: string): number {
  const { api, accountNumber, ordinal, attempt } = seat;
  const text = [profile.seed, api, accountNumber ?? '', ordinal, attempt, label].join('|');
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;
}
