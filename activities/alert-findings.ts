import type { StoredEvent } from '../src/adapters/mysql/types';
import {
  CAUSED_BY_CUSTOMER,
  FAILURES,
  isFailureCode,
  type FailureCode,
} from '../src/domain/failure';
import type { RunbookPage } from '../src/domain/runbook';

/** Something people must look at. Incidents of one cause become one message. */
export interface Incident {
  /** What makes two incidents the same cause. */
  readonly cause: string;
  readonly title: string;
  readonly reason: string;
  /** The page that says what to do. */
  readonly runbook: RunbookPage;
  /** Workflow id of what it happened to, null if it is no workflow. */
  readonly workflowId: string | null;
}

/** What an event means for those who run the product. */
export type Finding =
  | { readonly kind: 'NOTHING' }
  | { readonly kind: 'REFUSAL'; readonly code: FailureCode }
  | { readonly kind: 'INCIDENT'; readonly incident: Incident };

/** Ends without what the customer wanted. */
const FAILED_TYPES: ReadonlySet<string> = new Set([
  'payment.aborted',
  'payment.expired',
  'refund.aborted',
  'account.failed',
]);

/** Reads an event as an operator would: a refusal the customer caused is no incident. */
export function findingOf(event: StoredEvent): Finding {
  if (event.type.endsWith('.waiting_for_operator')) return incident(operatorWork(event));
  if (event.type === 'payment.net_canceling') return incident(netCancel(event));
  if (event.type === 'payment.expired' && wasCanceled(event)) return { kind: 'NOTHING' };
  if (!FAILED_TYPES.has(event.type)) return { kind: 'NOTHING' };
  const code = failureCodeOf(event);
  if (code !== null && CAUSED_BY_CUSTOMER.has(code)) return { kind: 'REFUSAL', code };
  return incident(failureOf(event, code));
}

/** The workflow of an event, a payment, refund or account: where an operator looks first. */
export function workflowIdOf(thing: {
  paymentId: string | null;
  refundId: string | null;
  accountId: string | null;
}): string | null {
  if (thing.refundId) return `refund-${thing.refundId}`;
  if (thing.paymentId) return `payment-${thing.paymentId}`;
  return thing.accountId ? `account-${thing.accountId}` : null;
}

function incident(found: Incident): Finding {
  return { kind: 'INCIDENT', incident: found };
}

function operatorWork(event: StoredEvent): Incident {
  return {
    cause: event.type,
    title: `A ${resourceOf(event)} waits for an operator`,
    reason: 'Asking alone does not settle it; the workflow says why it waits.',
    runbook: 'waiting-for-operator',
    workflowId: workflowIdOf(event),
  };
}

function netCancel(event: StoredEvent): Incident {
  return {
    cause: event.type,
    title: 'A payment is net cancelled',
    reason:
      'It was still in doubt at its deadline: the shop heard "not approved", and money that was taken goes back.',
    runbook: 'net-canceling',
    workflowId: workflowIdOf(event),
  };
}

/**
 * True if the payment expired because its client cancelled it, which is no incident. A deadline is a whole number of
 * seconds after the request; a cancel moves it to its own moment, which is one in a thousand times as round.
 */
function wasCanceled(event: StoredEvent): boolean {
  const { data } = JSON.parse(event.body) as {
    data?: { payment?: { requestedAt?: string; decisionDeadline?: string } | null };
  };
  const { requestedAt = '', decisionDeadline = '' } = data?.payment ?? {};
  return (Date.parse(decisionDeadline) - Date.parse(requestedAt)) % 1000 > 0;
}

function failureOf(event: StoredEvent, code: FailureCode | null): Incident {
  return {
    cause: `${event.type} ${code ?? 'UNKNOWN'}`,
    title: `A ${resourceOf(event)} failed: ${code ?? 'no reason given'}`,
    reason: code ? FAILURES[code].join(' / ') : 'The event names no failure.',
    runbook: code === 'BANK_CONFIG_ERROR' ? 'bank-configuration' : 'failures',
    workflowId: workflowIdOf(event),
  };
}

function resourceOf(event: StoredEvent): string {
  const [resource] = event.type.split('.');
  return resource === 'account' ? 'account opening' : (resource ?? 'thing');
}

/** From the envelope: `data.<resource>.failure.code`. Null if there is none that we know. */
function failureCodeOf(event: StoredEvent): FailureCode | null {
  const [resource] = event.type.split('.');
  const { data } = JSON.parse(event.body) as {
    data?: Record<string, { failure?: { code?: string } | null } | null>;
  };
  const code = data?.[resource ?? '']?.failure?.code ?? '';
  return isFailureCode(code) ? code : null;
}
