import { Client, Connection } from '@temporalio/client';
import { connect } from 'amqplib';
import Redis from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { freshDatabase, freshVhost, services } from '../../support/services';
import { createRandom } from '../random';
import { startProxy } from './proxy';
import type { FaultProxy } from './proxy';
import type { Protocol } from './observers';

/** What must hold between real clients and real servers: the request is done, its answer never comes. */
async function between(
  address: string,
  protocol: Protocol,
): Promise<{ proxy: FaultProxy; url: string }> {
  const url = new URL(address);
  const target = { host: url.hostname, port: Number(url.port) };
  const random = createRandom('real servers');
  const proxy = await startProxy({ name: protocol, target, protocol, random });
  proxy.dropAlways(1);
  url.port = String(proxy.port);
  return { proxy, url: url.href };
}

it('MySQL commits, and nobody is told', async () => {
  const database = await freshDatabase();
  const { proxy, url } = await between(database.url, 'mysql');
  const sql = await createConnection({ uri: url });
  sql.on('error', () => undefined);
  await sql.query('CREATE TABLE one (id INT PRIMARY KEY)');
  await sql.query('START TRANSACTION');
  await sql.query('INSERT INTO one VALUES (1)');
  await expect(sql.query('COMMIT;')).rejects.toThrow();
  const direct = await createConnection({ uri: database.url });
  const [rows] = await direct.query('SELECT id FROM one');
  expect(rows).toEqual([{ id: 1 }]);
  await direct.end();
  expect(proxy.counts()).toMatchObject({ asked: 1, dropped: 1 });
  await proxy.close();
  await database.drop();
});

it('MySQL refuses to wait, and the proxy has counted it', async () => {
  const database = await freshDatabase();
  const { proxy, url } = await between(database.url, 'mysql');
  const holder = await createConnection({ uri: database.url });
  await holder.query('CREATE TABLE one (id INT PRIMARY KEY)');
  await holder.query('INSERT INTO one VALUES (1)');
  await holder.query('START TRANSACTION');
  await holder.query('SELECT * FROM one FOR UPDATE');
  const waiting = await createConnection({ uri: url });
  await waiting.query('SET innodb_lock_wait_timeout = 1');
  await expect(waiting.query('DELETE FROM one')).rejects.toMatchObject({ errno: 1205 });
  expect(proxy.counts()['mysql-1205']).toBe(1);
  await waiting.end();
  await holder.end();
  await proxy.close();
  await database.drop();
});

it('Redis writes, and nobody is told', async () => {
  const { proxy, url } = await between(services().redisUrl, 'redis');
  const key = `proxy-test-${process.pid}`;
  const options = { retryStrategy: () => null, maxRetriesPerRequest: 0, enableReadyCheck: false };
  const redis = new Redis(url, { ...options, protocol: 2, lazyConnect: true } as never);
  redis.on('error', () => undefined);
  proxy.dropAlways(0);
  await redis.connect();
  await redis.ping();
  proxy.dropAlways(1);
  await expect(redis.set(key, 'written', 'EX', 60)).rejects.toThrow();
  redis.disconnect();
  const direct = new Redis(services().redisUrl);
  expect(await direct.get(key)).toBe('written');
  await direct.quit();
  await proxy.close();
});

it('RabbitMQ takes a message, and its confirm is lost', async () => {
  const vhost = await freshVhost();
  const { proxy, url } = await between(vhost.url, 'amqp');
  const connection = await connect(url);
  connection.on('error', () => undefined);
  const channel = await connection.createConfirmChannel();
  channel.on('error', () => undefined);
  await channel.assertQueue('q', { durable: true });
  const confirmed = new Promise<string>((resolve) => {
    channel.sendToQueue('q', Buffer.from('hello'), {}, (error) => resolve(error ? 'lost' : 'ok'));
    connection.once('close', () => resolve('lost'));
  });
  expect(await confirmed).toBe('lost');
  const direct = await connect(vhost.url);
  const { messageCount } = await (await direct.createChannel()).checkQueue('q');
  expect(messageCount).toBe(1);
  expect(proxy.counts()['dropped']).toBe(1);
  await direct.close();
  await proxy.close();
  await vhost.drop();
});

it('Temporal starts a payment, and nobody is told', async () => {
  const { temporalAddress, temporalNamespace: namespace } = services();
  const { proxy, url } = await between(`http://${temporalAddress}`, 'temporal');
  const workflowId = `payment-pay_${process.pid}${Date.now()}`;
  const connection = await Connection.connect({ address: new URL(url).host });
  const client = new Client({ connection, namespace });
  const start = { workflowId, taskQueue: 'payments', args: [] };
  // The client asks again by itself, and is dropped again; it gives up at the deadline.
  const started = client.withDeadline(Date.now() + 2_000, () =>
    client.workflow.start('nobodyRunsThis', start),
  );
  await expect(started).rejects.toThrow();
  expect(proxy.counts()['dropped']).toBeGreaterThan(0);
  proxy.heal();
  const { status } = await client.workflow.getHandle(workflowId).describe();
  expect(status.name).toBe('RUNNING');
  await client.workflow.getHandle(workflowId).terminate('test');
  await connection.close();
  await proxy.close();
});
