import type { AuditBook } from '../../adapters/mysql/ops-types';
import type { Clock } from '../../domain/clock';
import { OnjeonError } from '../../domain/errors';
import { auditEntryOf, outcomeOf } from '../audit-entry';
import { routeOf, type HttpContext, type HttpMiddleware } from '../context';

interface AuditDeps {
  readonly audit: Pick<AuditBook, 'append'>;
  readonly clock: Clock;
}

/** Outcome of an entry that is written before a change: "processing". The entry with its end follows. */
const BEGUN = 102;

/**
 * Every call of staff is on record, refused ones too, before its answer leaves. If that cannot be written the answer is a
 * 503: nobody sees what nobody could tell they saw.
 */
export function auditCalls(deps: AuditDeps): HttpMiddleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (thrown) {
      await append(ctx, deps, outcomeOf(thrown));
      throw thrown;
    }
    await append(ctx, deps, ctx.status);
  };
}

/** What changes something is on record before it does: without that entry it does not happen. */
export function auditChanges(deps: AuditDeps): HttpMiddleware {
  return async (ctx, next) => {
    if (routeOf(ctx).method !== 'GET') await append(ctx, deps, BEGUN);
    await next();
  };
}

async function append(ctx: HttpContext, deps: AuditDeps, outcome: number): Promise<void> {
  const entry = auditEntryOf(ctx, { at: deps.clock.now(), outcome });
  if (!entry) return;
  await deps.audit.append(entry).catch((cause: unknown) => {
    throw new OnjeonError('SERVICE_UNAVAILABLE', { cause });
  });
}
