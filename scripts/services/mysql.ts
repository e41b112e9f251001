import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { findBinary, PROGRAMS, requireBinary } from './binaries';
import type { Passwords } from './passwords';
import { runLogged } from './run-logged';
import { createService } from './service';
import type { Service, ServiceDeps } from './service';

export interface MysqlService extends Service {
  /** Database `onjeon`, with rights on it and on databases named `onjeon_...` only. */
  readonly url: string;
  /** All rights, for tests that look at or change the server itself. */
  readonly adminUrl: string;
}

/** A first start recovers or creates system tables; a slow disk may take most of this. */
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 6_000;

const DATABASE = 'onjeon';

/** The same rules as in production: strict times, characters, isolation, and short lock waits. */
function configFile(dir: string, port: number): string {
  return `[mysqld]
datadir=${join(dir, 'data')}
port=${port}
bind-address=127.0.0.1
# Relative to the data folder: a full path may be longer than the 107 bytes a socket can have.
socket=mysql.sock
pid-file=mysqld.pid
skip-name-resolve
init-file=${join(dir, 'init.sql')}
character-set-server=utf8mb4
collation-server=utf8mb4_unicode_ci
transaction-isolation=READ-COMMITTED
default-time-zone=+00:00
innodb-lock-wait-timeout=3
innodb-flush-log-at-trx-commit=1
max-connections=300
loose-mysqlx=0
loose-disable-log-bin
`;
}

/** Run at every start, so it repeats without harm; each statement stands on one line. */
function initFile(passwords: Passwords): string {
  const user = `'onjeon'@'127.0.0.1'`;
  const admin = `'admin'@'127.0.0.1'`;
  return [
    `CREATE DATABASE IF NOT EXISTS ${DATABASE} CHARACTER SET utf8mb4;`,
    `CREATE USER IF NOT EXISTS ${user} IDENTIFIED BY '${passwords.mysql}';`,
    `GRANT ALL ON ${DATABASE}.* TO ${user};`,
    `GRANT ALL ON \`${DATABASE}\\_%\`.* TO ${user};`,
    `CREATE USER IF NOT EXISTS ${admin} IDENTIFIED BY '${passwords.mysqlAdmin}';`,
    `GRANT ALL ON *.* TO ${admin} WITH GRANT OPTION;`,
    '',
  ].join('\n');
}

/** As root the server must be told that root is meant: no other user can surely reach the folder. */
function userArgs(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

async function createDataFolder(dir: string, server: string): Promise<void> {
  const data = join(dir, 'data');
  const logFile = join(dir, 'create.log');
  const defaults = `--defaults-file=${join(dir, 'my.cnf')}`;
  const installer = findBinary('mariadb-install-db', 'mysql_install_db');
  rmSync(data, { recursive: true, force: true }); // half made by a run that was interrupted
  if (basename(server) === 'mariadbd' && installer !== undefined) {
    const args = [defaults, '--skip-test-db', '--auth-root-authentication-method=socket'];
    await runLogged(installer, [...args, ...userArgs()], { logFile });
    return;
  }
  await runLogged(server, [defaults, '--initialize', '--init-file=', ...userArgs()], { logFile });
}

async function answers(url: string): Promise<void> {
  const connection = await createConnection({ uri: url, connectTimeout: 2_000 });
  await connection.query('SELECT 1').finally(() => connection.destroy());
}

/** A private MariaDB or MySQL in its own folder, reachable on loopback only. */
export async function createMysqlService(
  { dir, port, passwords }: { dir: string; port: number; passwords: Passwords },
  deps: ServiceDeps,
): Promise<MysqlService> {
  mkdirSync(dir, { recursive: true });
  const server = requireBinary(PROGRAMS.mysql);
  writeFileSync(join(dir, 'my.cnf'), configFile(dir, port));
  writeFileSync(join(dir, 'init.sql'), initFile(passwords), { mode: 0o600 });
  const made = join(dir, 'created');
  if (!existsSync(made)) {
    await createDataFolder(dir, server);
    writeFileSync(made, '');
  }
  const host = `127.0.0.1:${port}`;
  const url = `mysql://onjeon:${passwords.mysql}@${host}/${DATABASE}`;
  const service = createService(
    {
      name: 'MariaDB',
      command: server,
      args: [`--defaults-file=${join(dir, 'my.cnf')}`, ...userArgs()],
      cwd: dirname(dir),
      logFile: join(dir, 'server.log'),
      isReady: () => answers(url),
      startTimeoutMs: START_TIMEOUT_MS,
      stopTimeoutMs: STOP_TIMEOUT_MS,
    },
    deps,
  );
  const adminUrl = `mysql://admin:${passwords.mysqlAdmin}@${host}/${DATABASE}`;
  return { ...service, url, adminUrl };
}
