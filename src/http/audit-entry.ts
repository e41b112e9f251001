import type { AuditEntry } from '../adapters/mysql/ops-types';
import { asOnjeonError, PROBLEMS } from './problems';
import type { HttpContext } from './context';

/** Ids of ours, constants of the API, days and moments: what says which thing was looked at, and nothing about a person. */
const TELLING =
  /^([a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}|[A-Z][A-Z_]{1,39}(,[A-Z_]{1,40})*|\d{4}-\d{2}-\d{2}(T[\d:.+Z-]{1,30})?)$/;

/** What names the subject of a call, the first that is there. */
const SUBJECTS = ['refundId', 'paymentId', 'accountId', 'memberId', 'decisionId', 'subjectId'];

type Details = Record<string, string | number | boolean | null>;

/** The call of a member of staff as the audit log keeps it; null if nobody of the staff called. */
export function auditEntryOf(
  ctx: HttpContext,
  { at, outcome }: { at: number; outcome: number },
): Omit<AuditEntry, 'entry' | 'hash'> | null {
  const { caller, route, requestId } = ctx.state;
  if (!route || (caller?.role !== 'cs' && caller?.role !== 'operator')) return null;
  const details = detailsOf(ctx);
  const subject = SUBJECTS.map((name) => details[name]).find((value) => typeof value === 'string');
  return {
    at,
    actorId: caller.id,
    role: caller.role,
    action: `${route.method} ${route.path}`,
    subjectId: typeof subject === 'string' && !subject.includes(' ') ? subject : null,
    outcome,
    requestId,
    details,
  };
}

/** The status of the answer that an error will become. */
export function outcomeOf(thrown: unknown): number {
  return PROBLEMS[asOnjeonError(thrown).code].status;
}

/**
 * Every field that was sent, by its name. Its value is kept only if its form shows that it says nothing about a person: a
 * search for an e-mail address is on record as such, without the address.
 */
function detailsOf({ state }: HttpContext): Details {
  const { query, body } = (state.parsed ?? {}) as { query?: object; body?: object };
  const fields = { ...state.pathParams, ...query, ...body };
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, kept(value)]));
}

function kept(value: unknown): string | number | boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) {
    const texts = value.map(kept).filter((one) => typeof one === 'string');
    return texts.length === value.length ? texts.join(' ') : true;
  }
  return typeof value === 'string' && TELLING.test(value) ? value : true;
}
