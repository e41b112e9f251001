import { OnjeonError } from '../../domain/errors';

/** What a failure of the database means for the unit of work it happened in. */
export type Fault =
  | 'BEATEN' // 1213, 1020, or a unique key someone else took: do the whole unit again
  | 'LOCK_TIMEOUT' // 1205: one statement was rolled back, so the unit must be
  | 'READ_ONLY' // 1290, 1836: fail-over under way; this connection is of no use any more
  | 'UNAVAILABLE' // no connection, or it was lost; a COMMIT on it may or may not have worked
  | 'OTHER'; // a bug of ours, or a rule that says no

/**
 * A state change lost against another one: the row had moved on since it was read. The unit is done
 * again.
 */
export class VersionLost extends Error {
  constructor(table: string) {
    super(`a row of ${table} has changed since it was read`);
    this.name = 'VersionLost';
  }
}

const FAULT_BY_NUMBER: ReadonlyMap<number, Fault> = new Map<number, Fault>([
  [1213, 'BEATEN'], // deadlock
  [1020, 'BEATEN'], // record changed since last read (snapshot isolation)
  [1062, 'BEATEN'], // duplicate key: what the unit had read is no longer so
  [1205, 'LOCK_TIMEOUT'],
  [1290, 'READ_ONLY'],
  [1836, 'READ_ONLY'],
  [1040, 'UNAVAILABLE'], // too many connections
  [1203, 'UNAVAILABLE'], // too many connections of this user
  [1053, 'UNAVAILABLE'], // shutting down
  [1152, 'UNAVAILABLE'], // aborted connection
  [1927, 'UNAVAILABLE'], // connection was killed (MariaDB)
  [3169, 'UNAVAILABLE'], // session was killed (MySQL)
  [4031, 'UNAVAILABLE'], // disconnected by the server for inactivity (MySQL)
]);

const CONNECTION_CODES: ReadonlySet<string> = new Set([
  ...[
    'PROTOCOL_CONNECTION_LOST',
    'PROTOCOL_SEQUENCE_TIMEOUT',
    'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  ],
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ER_SERVER_SHUTDOWN'],
]);

/** Names of Sequelize's errors about connections; compared as text since some wrap nothing. */
const CONNECTION_ERRORS = /^Sequelize(Connection|HostNot|Invalid|AccessDenied)/;

/** Reads an error of Sequelize or mysql2 by its number, never by its message. */
export function faultOf(error: unknown): Fault {
  if (error instanceof VersionLost) return 'BEATEN';
  if (!(error instanceof Error) || error instanceof OnjeonError) return 'OTHER';
  const { errno, code } = innermost(error);
  const byNumber = errno === undefined ? undefined : FAULT_BY_NUMBER.get(errno);
  if (byNumber) return byNumber;
  const lost = (code !== undefined && CONNECTION_CODES.has(code)) || code === SILENT_SOCKET;
  return lost || CONNECTION_ERRORS.test(error.name) ? 'UNAVAILABLE' : 'OTHER';
}

/**
 * The code of the error by which we give up a socket on which the server has said nothing for too
 * long.
 */
export const SILENT_SOCKET = 'ONJEON_SILENT_SOCKET';

/**
 * What the caller is told when the database cannot be reached: nothing was accepted, or ask with
 * the same key.
 */
export function databaseUnavailable(cause: unknown): OnjeonError {
  return new OnjeonError('SERVICE_UNAVAILABLE', {
    retryAfterSeconds: 2,
    cause: withoutStatement(cause),
  });
}

/** Takes the SQL and its values out of an error: they may hold an e-mail, and errors are logged. */
export function withoutStatement(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { original, parent } = error as { original?: unknown; parent?: unknown };
  for (const layer of [error, original, parent]) {
    if (layer instanceof Error) Object.assign(layer, { sql: undefined, parameters: undefined });
  }
  return error;
}

interface DriverError {
  readonly errno?: number;
  readonly code?: string;
}

/** Sequelize wraps the driver's error in `original`. */
function innermost(error: Error): DriverError {
  const { original } = error as { original?: unknown };
  return (original instanceof Error ? original : error) as DriverError;
}
