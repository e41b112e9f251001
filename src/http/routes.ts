import type { RouteDeps } from './deps';
import type { Route } from './route';
import { createAuthRoutes } from './routes/auth';
import { createMemberRoutes } from './routes/members';
import { createResourceRoutes } from './routes/resources';
import { createSystemRoutes } from './routes/system';

/** Every route of the API. */
export function createRoutes(deps: RouteDeps): readonly Route[] {
  return [
    ...createAuthRoutes(deps),
    ...createMemberRoutes(deps),
    ...createResourceRoutes({ ...deps, balances: deps.redis.balances }),
    ...createSystemRoutes(deps),
  ];
}
