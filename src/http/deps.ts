import type { ApiBook } from '../adapters/mysql/types';
import type { RedisStore } from '../adapters/redis/types';
import type { Clock } from '../domain/clock';
import type { CrashPoints } from '../domain/crash-points';
import type { IdMint } from '../domain/ids';
import type { Logger } from '../log';
import type { Engine } from '../temporal/start';
import type { Identity } from './auth/identity';
import type { HttpConfig } from './config';
import type { HealthProbes } from './health';
import type { RequestRecord } from './middleware/access-log';

/** Everything the HTTP side needs from outside, handed in by the API's composition root. */
export interface HttpDeps {
  readonly config: HttpConfig;
  /** Business time: payments, limits of a day. */
  readonly clock: Clock;
  /** Real time: tokens and sessions, which a shifted business day must not end. */
  readonly wallClock: Clock;
  readonly ids: IdMint;
  readonly book: ApiBook;
  readonly engine: Engine;
  readonly redis: RedisStore;
  readonly log: Logger;
  readonly health: HealthProbes;
  /** Address of a run in Temporal UI, for staff. */
  readonly workflowUrl: (workflowId: string) => string;
  /** Places where tests kill the process; none unless given. */
  readonly crashPoints?: CrashPoints;
  /** Told of every finished request, for metrics. */
  readonly onRequest?: (record: RequestRecord) => void;
}

/** What the files of `routes/` may use. */
export interface RouteDeps extends HttpDeps {
  readonly identity: Identity;
}
