import type { RouteDeps } from './deps';
import type { Route } from './route';
import { createAuthRoutes } from './routes/auth';
import { createDocsRoutes } from './routes/docs';
import { createMemberRoutes } from './routes/members';
import { createResourceRoutes } from './routes/resources';
import { createSystemRoutes } from './routes/system';

/** Every route of the API, and the documents that describe them. */
export function createRoutes(deps: RouteDeps): readonly Route[] {
  const described = [
    ...createAuthRoutes(deps),
    ...createMemberRoutes(deps),
    ...createResourceRoutes(deps),
    ...createSystemRoutes(deps),
  ];
  return [...described, ...createDocsRoutes(described, deps.config)];
}
