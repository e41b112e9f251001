import type { StoredEvent } from '../src/adapters/mysql/types';
import {
  CAUSED_BY_CUSTOMER,
  FAILURES,
  isFailureCode,
  type FailureCode,
} from '../src/domain/failure';

/** Something people must look at. Incidents of one cause become one message. */
export interface Incident {
  /** What makes two incidents the same cause. */
  readonly cause: string;
  readonly title: string;
  readonly reason: string;
  /** Heading of docs/runbook.md that says what to do. */
  readonly runbook: string;
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

function failureOf(event: StoredEvent, code: FailureCode | null): Incident {
  return {
    cause: `${event.type} ${code ?? 'UNKNOWN'}`,
    title: `A ${resourceOf(event)} failed: ${code ?? 'no reason given'}`,
    reason: code ? FAILURES[code].join(' / ') : 'The event names no failure.',
    runbook: 'failures',
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
