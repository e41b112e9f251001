import { OnjeonError } from '../../domain/errors';
import { routeOf, timesSent, type HttpMiddleware } from '../context';
import { readTestCode } from '../test-codes';

/** Answers with the error that `X-Test-Code` asks for, or keeps the scenario it names for the handler. */
export function testCode(deps: { production: boolean; sandboxBank: boolean }): HttpMiddleware {
  return async (ctx, next) => {
    if (timesSent(ctx, 'x-test-code') > 0) {
      const { testCodes: subject = null } = routeOf(ctx);
      const wish = readTestCode(ctx.get('X-Test-Code'), { ...deps, subject });
      if (wish.kind === 'error') throw new OnjeonError(wish.code);
      ctx.state.testCode = wish.scenario;
    }
    await next();
  };
}
