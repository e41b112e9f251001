import { OnjeonError } from '../../domain/errors';
import type { Sessions } from '../auth/sessions';
import type { AccessTokens } from '../auth/access-tokens';
import { routeOf, timesSent, type HttpContext, type HttpMiddleware } from '../context';
import type { Access, Caller } from '../route';

/** Who calls, and whether that role and scope may: 401 without a token to believe, 403 before anything is looked up. */
export function authenticate(deps: { tokens: AccessTokens; sessions: Sessions }): HttpMiddleware {
  return async (ctx, next) => {
    const { access } = routeOf(ctx);
    if (access !== 'public') {
      refuseOddPlaces(ctx);
      const claims = await deps.tokens.verify(ctx, bearerToken(ctx));
      ctx.state.caller = await deps.sessions.callerOf(claims);
      authorize(ctx.state.caller, access);
    }
    await next();
  };
}

/** Two headers could be read differently by a proxy and by us; a token in a URL ends up in logs and histories. */
function refuseOddPlaces(ctx: HttpContext): void {
  if (timesSent(ctx, 'authorization') > 1 || 'access_token' in ctx.query) {
    throw new OnjeonError('INVALID_REQUEST', {
      detail: {
        ko: '토큰은 Authorization 헤더 하나로만 보낼 수 있습니다.',
        en: 'Send the token in one Authorization header only.',
      },
    });
  }
}

function bearerToken(ctx: HttpContext): string {
  const match = /^Bearer +(\S+)$/i.exec(ctx.get('Authorization'));
  if (!match?.[1]) throw new OnjeonError('UNAUTHORIZED');
  return match[1];
}

function authorize(caller: Caller, access: Exclude<Access, 'public'>): void {
  const scope = access.scopes?.[caller.role];
  const isAllowed = access.roles.includes(caller.role);
  if (!isAllowed || (scope !== undefined && !caller.scopes.includes(scope))) {
    throw new OnjeonError('FORBIDDEN');
  }
}
