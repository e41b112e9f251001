/** What a proxy does to the connections that pass it. */
export type Behaviour =
  /** Every chunk is late, by `ms` and up to `jitterMs` more. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs: number }
  /** Nobody listens: connections are reset, old and new ones. */
  | { readonly kind: 'down' }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  /** The end of a connection arrives late. */
  | { readonly kind: 'slow-close'; readonly ms: number }
  /** Bytes vanish in both directions, until the other side's time-out. */
  | { readonly kind: 'swallow' }
  /** Connections are reset once, new ones work. */
  | { readonly kind: 'reset' }
  /** Chunks arrive in small slices, with pauses between them. */
  | { readonly kind: 'slicer'; readonly bytes: number; readonly pauseMs: number }
  /** An answer is cut after so many bytes, and the connection reset. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The request is passed on; when its answer comes, the connection is reset instead. */
  | { readonly kind: 'drop-answer'; readonly share: number };

export type BehaviourKind = Behaviour['kind'];

/** What is in force for a chunk, from all behaviours at once. */
export interface Weather {
  readonly isDown: boolean;
  readonly swallows: boolean;
  readonly latency: { readonly ms: number; readonly jitterMs: number } | null;
  readonly slice: { readonly bytes: number; readonly pauseMs: number } | null;
  readonly bytesPerSecond: number | null;
  readonly cutAfterBytes: number | null;
  readonly slowCloseMs: number;
  /** The share of matching requests whose answer is dropped; null: the proxy's own. */
  readonly dropShare: number | null;
}

/** Sums up; of two of a kind the later one counts. */
export function weatherOf(behaviours: Iterable<Behaviour>): Weather {
  const weather: { -readonly [Key in keyof Weather]: Weather[Key] } = {
    ...{ isDown: false, swallows: false, latency: null, slice: null, bytesPerSecond: null },
    ...{ cutAfterBytes: null, slowCloseMs: 0, dropShare: null },
  };
  for (const one of behaviours) {
    if (one.kind === 'down') weather.isDown = true;
    if (one.kind === 'swallow') weather.swallows = true;
    if (one.kind === 'latency') weather.latency = one;
    if (one.kind === 'slicer') weather.slice = one;
    if (one.kind === 'bandwidth') weather.bytesPerSecond = one.bytesPerSecond;
    if (one.kind === 'cut') weather.cutAfterBytes = one.afterBytes;
    if (one.kind === 'slow-close') weather.slowCloseMs = one.ms;
    if (one.kind === 'drop-answer') weather.dropShare = one.share;
  }
  return weather;
}
