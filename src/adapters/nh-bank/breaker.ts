import type { ApiName } from './wire';

/** After so many failures in a row an operation is not tried again for so long. */
export interface BreakerSettings {
  readonly failures: number;
  readonly openMs: number;
}

/** OPEN also while the bank asked us to wait; HALF_OPEN: one call tries whether it answers again. */
export type CircuitState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** A circuit that changed its state. */
export interface CircuitChange {
  readonly api: string;
  readonly state: CircuitState;
}

/**
 * How a call ended, for the circuit: the bank said something of its own, it could not be reached or
 * answered nothing readable, or neither can be told (a request that was not sent for reasons of
 * ours, a gateway's 4xx).
 */
export type CallEnd = 'ANSWERED' | 'FAILED' | 'NEITHER';

/** Leave to call; it must be told exactly once how the call ended. */
export interface Leave {
  ended(end: CallEnd, holdSeconds: number | null): void;
}

/** One circuit per operation of the bank. */
export interface Breaker {
  /** Leave to call, or the reason why no connection is made. */
  enter(api: ApiName): Leave | string;
}

interface Circuit {
  failuresInARow: number;
  /** Nothing is sent before; null while closed. */
  openUntilMs: number | null;
  /** The bank's own wish (429, 503), which an answer to an earlier call does not lift. */
  holdUntilMs: number;
  probing: boolean;
  told: CircuitState;
}

/**
 * Circuits so that a bank that is away is not asked by everybody at once: without connection a send
 * has certainly never left, which keeps payments out of doubt. `settings` null: only the bank's own
 * wish to wait is obeyed. `elapsedMs` must not jump, as business time may.
 */
export function createBreaker(deps: {
  readonly settings: BreakerSettings | null;
  readonly elapsedMs: () => number;
  readonly onChange: (change: CircuitChange) => void;
}): Breaker {
  const circuits = new Map<string, Circuit>();
  return {
    enter(api) {
      const circuit = circuits.get(api) ?? closedCircuit();
      circuits.set(api, circuit);
      const reason = whyNot(circuit, deps.elapsedMs());
      if (reason !== null) return reason;
      const isProbe = circuit.openUntilMs !== null;
      circuit.probing ||= isProbe;
      tell(deps, api, circuit);
      return {
        ended(end, holdSeconds) {
          if (isProbe) circuit.probing = false;
          settle(circuit, { end, holdSeconds, isProbe }, deps);
          tell(deps, api, circuit);
        },
      };
    },
  };
}

function closedCircuit(): Circuit {
  return { failuresInARow: 0, openUntilMs: null, holdUntilMs: 0, probing: false, told: 'CLOSED' };
}

function whyNot(circuit: Circuit, nowMs: number): string | null {
  if (nowMs < circuit.holdUntilMs) return 'not sent: the bank asked us to wait';
  if (circuit.openUntilMs === null) return null;
  return nowMs < circuit.openUntilMs || circuit.probing ? 'not sent: circuit open' : null;
}

/** A late failure of a call from before does not keep an open circuit open longer; only the probe's does. */
function settle(
  circuit: Circuit,
  call: { end: CallEnd; holdSeconds: number | null; isProbe: boolean },
  { settings, elapsedMs }: Parameters<typeof createBreaker>[0],
): void {
  if (call.holdSeconds !== null) {
    circuit.holdUntilMs = Math.max(circuit.holdUntilMs, elapsedMs() + call.holdSeconds * 1000);
  }
  if (call.end === 'ANSWERED') {
    circuit.failuresInARow = 0;
    circuit.openUntilMs = null;
  }
  if (call.end !== 'FAILED' || settings === null) return;
  circuit.failuresInARow += 1;
  const opens = circuit.openUntilMs === null && circuit.failuresInARow >= settings.failures;
  if (opens || call.isProbe) circuit.openUntilMs = elapsedMs() + settings.openMs;
}

function tell(
  { elapsedMs, onChange }: Parameters<typeof createBreaker>[0],
  api: string,
  circuit: Circuit,
): void {
  const state = stateOf(circuit, elapsedMs());
  if (state === circuit.told) return;
  circuit.told = state;
  onChange({ api, state });
}

function stateOf(circuit: Circuit, nowMs: number): CircuitState {
  if (circuit.probing) return 'HALF_OPEN';
  return circuit.openUntilMs !== null || nowMs < circuit.holdUntilMs ? 'OPEN' : 'CLOSED';
}
