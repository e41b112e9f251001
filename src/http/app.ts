import Koa from 'koa';
import { createIdentity } from './auth/identity';
import type { HttpState } from './context';
import type { HttpDeps, RouteDeps } from './deps';
import { accessLog } from './middleware/access-log';
import { auditCalls, auditChanges } from './middleware/audit';
import { authenticate } from './middleware/authenticate';
import { idempotencyKey } from './middleware/idempotency-key';
import { identify } from './middleware/identify';
import { chooseLanguage } from './middleware/language';
import { limitRate } from './middleware/limit-rate';
import { matchRoute } from './middleware/match-route';
import { negotiate } from './middleware/negotiate';
import { parseRequest } from './middleware/parse-request';
import { answerProblems } from './middleware/problems';
import { readBody } from './middleware/read-body';
import { respond } from './middleware/respond';
import { securityHeaders } from './middleware/security-headers';
import { testCode } from './middleware/test-code';
import { createRateLimits } from './rate-limits';
import type { Route } from './route';
import { createRoutes } from './routes';

/** The HTTP application; tests may list other routes. */
export type HttpApp = Koa<HttpState>;

/**
 * Every request takes these steps in this order; the first that refuses answers, so the order is part of the contract: route,
 * method, format, token, role, rate, test code, media type, size, key, query and body, and only then the handler's rules.
 * What staff call is on record from the token on.
 */
export function createHttpApp(
  deps: HttpDeps,
  listRoutes: (deps: RouteDeps) => readonly Route[] = createRoutes,
): HttpApp {
  const { config, log, ids } = deps;
  const identity = createIdentity({ ...deps, people: deps.book.people });
  const routes = listRoutes({ ...deps, identity });
  const limits = createRateLimits({
    rates: config.rates,
    redisClient: deps.redis.limiterClient,
  });

  const audited = { audit: deps.book.audit, clock: deps.clock };

  const app: HttpApp = new Koa<HttpState>();
  app.proxy = config.trustedProxies > 0;
  app.maxIpsCount = config.trustedProxies;

  app.use(identify({ ids }));
  app.use(accessLog({ log, onRequest: deps.onRequest }));
  app.use(securityHeaders(config));
  app.use(chooseLanguage);
  app.use(answerProblems({ publicUrl: config.publicUrl, log }));
  app.use(matchRoute(routes));
  app.use(negotiate);
  app.use(auditCalls(audited));
  app.use(authenticate(identity));
  app.use(limitRate({ limits }));
  app.use(testCode(config));
  app.use(readBody);
  app.use(idempotencyKey);
  app.use(parseRequest);
  app.use(auditChanges(audited));
  app.use(respond(config));
  return app;
}
