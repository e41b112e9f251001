import { koreanDay, koreanTimeOfDay, type Instant, type KoreanDay } from './korean-time';

/** The identity of one call at NH. For a transfer it is minted once, stored before the first byte, never changed. */
export interface Pair {
  /** Send date, the Korean day. The same number under a new day would be a new transfer, and pay twice. */
  readonly tsymd: KoreanDay;
  /** The institution's transaction number: at most 20 characters, unique per service and day. */
  readonly isTuno: string;
}

/** `YYYYMMDDhhmmss` in Korean time and six digits of a database sequence, which may wrap within a second. */
export function mintPair(at: Instant, sequence: number): Pair {
  const tsymd = koreanDay(at);
  const serial = String(sequence % 1_000_000).padStart(6, '0');
  return { tsymd, isTuno: `${tsymd}${koreanTimeOfDay(at)}${serial}` };
}
