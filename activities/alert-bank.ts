import type { BankState, BankStateBook } from '../src/adapters/mysql/ops-types';
import type { EventBook } from '../src/adapters/mysql/types';
import type { Clock } from '../src/domain/clock';
import { koreanIso } from '../src/domain/korean-time';
import type { Incident } from './alert-findings';
import type { Mark } from './alert-groups';

/** While the balance stays low it is told again after this time. */
const REPEAT_MS = 3600_000;

interface BankWatchDeps {
  readonly bankState: Pick<BankStateBook, 'read'>;
  readonly events: Pick<EventBook, 'cursor' | 'moveCursor'>;
  readonly clock: Clock;
  readonly contractLowWon: number;
}

interface Watched {
  readonly incident: Incident;
  readonly mark: Mark;
}

/** A cursor of the book as the memory of what was told. */
export function markOf(
  { events }: { events: Pick<EventBook, 'moveCursor'> },
  move: { reader: string; position: number },
): Mark {
  return { key: move.reader, remember: () => events.moveCursor(move) };
}

/** Whether sending was held or let go, and whether our own account runs dry: neither is an event of a payment. */
export async function watchBank(deps: BankWatchDeps): Promise<Watched[]> {
  const state = await deps.bankState.read();
  return [...(await heldOrLetGo(deps, state)), ...(await lowBalance(deps, state))];
}

/** Each change is told once; letting go only if somebody heard of the holding. The reason is a person's text, and stays in the book. */
async function heldOrLetGo(deps: BankWatchDeps, state: BankState): Promise<Watched[]> {
  const reader = 'alerts.bank';
  const told = await deps.events.cursor(reader);
  if (state.since === null || state.since === told) return [];
  if (state.state === 'RUNNING' && told === 0) return [];
  const mark = markOf(deps, { reader, position: state.since });
  return [{ incident: { ...bankWords(state), runbook: 'bank-held', workflowId: null }, mark }];
}

function bankWords({ state, cause, since }: BankState) {
  const at = since === null ? '' : ` at ${koreanIso(since)}`;
  if (state === 'RUNNING') {
    const reason = `Since the resumption${at} everything that waited is sent.`;
    return { cause: 'bank resumed', title: 'The bank is no longer held', reason };
  }
  const byEngine = cause === 'BANK_CONFIG_ERROR';
  const who = byEngine ? 'it rejected our configuration three times in a row' : 'by an operator';
  const reason = `Held${at}, ${who}. Nothing is sent; questions go on. See GET /v1/ops/bank.`;
  return { cause: 'bank held', title: 'The bank is held', reason };
}

/** Before refunds fail for want of money. A balance that has recovered begins anew. */
async function lowBalance(deps: BankWatchDeps, state: BankState): Promise<Watched[]> {
  const { contractBalance: balance, contractAskedAt: askedAt } = state;
  if (balance === null || askedAt === null) return [];
  const reader = 'alerts.contract-account';
  const toldAt = await deps.events.cursor(reader);
  if (balance >= deps.contractLowWon) {
    if (toldAt !== 0) await deps.events.moveCursor({ reader, position: 0 });
    return [];
  }
  const now = deps.clock.now();
  if (toldAt !== 0 && now >= toldAt && now - toldAt < REPEAT_MS) return [];
  const incident: Incident = {
    cause: 'contract account low',
    title: 'The contract account runs low',
    reason: `It held ${balance} won at ${koreanIso(askedAt)}; the bound is ${deps.contractLowWon} won. Refunds fail once it is empty.`,
    runbook: 'contract-account-low',
    workflowId: null,
  };
  return [{ incident, mark: markOf(deps, { reader, position: now }) }];
}
