import net from 'node:net';
import { Worker } from 'node:worker_threads';
import { always, startFakeBank, type FakeBank } from '../../support/fake-bank';
import { eventually } from '../../support/eventually';
import { clientOf, DEBIT, talkingTo } from './support';
import { selfSigned } from './certificate';

const CERTIFICATE = selfSigned({ from: '20200101000000Z', to: '21200101000000Z' });
const EXPIRED = selfSigned({ from: '20200101000000Z', to: '20210101000000Z' });

const closers: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function started(fake: Promise<FakeBank>): Promise<FakeBank> {
  const bank = await fake;
  closers.push(() => bank.close());
  return bank;
}

describe('a request that never left', () => {
  it('is one whose connection was refused', async () => {
    const fake = await startFakeBank(() => {});
    await fake.close();
    const outcome = await clientOf({ baseUrl: fake.url }).debit(DEBIT);
    expect(outcome).toEqual({
      class: 'NEVER_LEFT',
      code: null,
      httpStatus: null,
      message: 'no connection (ECONNREFUSED)',
    });
  });

  it('is one whose bank has no address', async () => {
    const outcome = await clientOf({ baseUrl: 'http://bank.invalid' }).debit(DEBIT);
    expect(outcome.class).toBe('NEVER_LEFT');
  });

  it('is one whose connection did not come about in time', async () => {
    const { port, stop } = await fullBacklog();
    closers.push(stop);
    const bank = clientOf({ baseUrl: `http://127.0.0.1:${String(port)}`, connectTimeoutMs: 300 });
    const outcome = await bank.debit(DEBIT);
    expect(outcome).toMatchObject({
      class: 'NEVER_LEFT',
      message: 'no connection within 300 ms',
    });
  });

  it('is one whose TLS partner stays silent, or hangs up', async () => {
    const silent = net.createServer(() => {});
    const rude = net.createServer((socket) => socket.end());
    for (const server of [silent, rude]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      closers.push(() => server.close());
      const { port } = server.address() as net.AddressInfo;
      const baseUrl = `https://127.0.0.1:${String(port)}`;
      const outcome = await clientOf({ baseUrl, connectTimeoutMs: 300 }).debit(DEBIT);
      expect(outcome.class).toBe('NEVER_LEFT');
    }
  });

  it('is one whose TLS partner cannot prove who it is, whatever the environment says', async () => {
    const fake = await started(startFakeBank(always('00000'), CERTIFICATE));
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const outcome = await clientOf({ baseUrl: fake.url }).debit(DEBIT);
      expect(outcome).toMatchObject({
        class: 'NEVER_LEFT',
        message: 'no connection (DEPTH_ZERO_SELF_SIGNED_CERT)',
      });
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
    expect(fake.bytes()).toBe(0);
  });

  it('is one to a TLS partner whose trusted certificate ran out', async () => {
    const fake = await started(startFakeBank(always('00000'), EXPIRED));
    const bank = clientOf({ baseUrl: fake.url }, { trustedCa: EXPIRED.cert });
    expect(await bank.debit(DEBIT)).toMatchObject({
      class: 'NEVER_LEFT',
      message: 'no connection (CERT_HAS_EXPIRED)',
    });
  });

  it('is one to a TLS partner with a trusted certificate of another host', async () => {
    const fake = await started(startFakeBank(always('00000'), CERTIFICATE));
    const baseUrl = fake.url.replace('127.0.0.1', 'localhost');
    const outcome = await clientOf({ baseUrl }, { trustedCa: CERTIFICATE.cert }).debit(DEBIT);
    expect(outcome).toMatchObject({
      class: 'NEVER_LEFT',
      message: 'no connection (ERR_TLS_CERT_ALTNAME_INVALID)',
    });
  });

  it('is one whose address, or header, is nonsense', async () => {
    expect((await clientOf({ baseUrl: 'nonsense' }).debit(DEBIT)).class).toBe('NEVER_LEFT');
    expect((await clientOf({ apiServiceCodes: {} }).debit(DEBIT)).class).toBe('NEVER_LEFT');
  });
});

describe('a connection that proves itself over TLS', () => {
  it('carries the call, and the next one as well', async () => {
    const fake = await started(startFakeBank(always('00000'), CERTIFICATE));
    const bank = clientOf({ baseUrl: fake.url }, { trustedCa: CERTIFICATE.cert });
    expect((await bank.debit(DEBIT)).class).toBe('SUCCEEDED');
    expect((await bank.debit(DEBIT)).class).toBe('SUCCEEDED');
    expect(fake.connections()).toBe(1);
    await bank.close();
  });
});

describe('mayStillSend', () => {
  it('is asked once the connection stands, and false writes not one byte', async () => {
    const { fake, bank } = await talkingTo(always('00000'));
    const asked: number[] = [];
    const mayStillSend = (): boolean => {
      asked.push(fake.requests.length);
      return false;
    };
    const outcome = await bank.debit({ ...DEBIT, mayStillSend });
    expect(outcome).toMatchObject({
      class: 'NEVER_LEFT',
      message: 'not sent: the time in which it was allowed is over',
    });
    await eventually(() => fake.connections() === 1, { what: 'fake.connections() to be 1' });
    await eventually(() => fake.open() === 0, { what: 'fake.open() to be 0' });
    expect(asked).toEqual([0]);
    expect(fake.bytes()).toBe(0);
  });

  it('is asked again for a connection that is used a second time', async () => {
    const { fake, bank } = await talkingTo(always('00000'));
    expect((await bank.debit(DEBIT)).class).toBe('SUCCEEDED');
    const before = fake.bytes();
    const outcome = await bank.debit({ ...DEBIT, mayStillSend: () => false });
    expect(fake.connections()).toBe(1);
    expect(outcome.class).toBe('NEVER_LEFT');
    expect((await bank.debit(DEBIT)).class).toBe('SUCCEEDED');
    expect(fake.requests).toHaveLength(2);
    expect(fake.bytes()).toBe(2 * before);
  });

  it('is not asked when there is no connection', async () => {
    const fake = await startFakeBank(() => {});
    await fake.close();
    let asked = 0;
    const mayStillSend = (): boolean => (asked += 1) > 0;
    await clientOf({ baseUrl: fake.url }).debit({ ...DEBIT, mayStillSend });
    expect(asked).toBe(0);
  });

  it('that throws is a bug of ours: told to the caller, and nothing is written', async () => {
    const { fake, bank } = await talkingTo(always('00000'));
    const mayStillSend = (): boolean => {
      throw new TypeError('a bug');
    };
    await expect(bank.debit({ ...DEBIT, mayStillSend })).rejects.toThrow('a bug');
    expect(fake.bytes()).toBe(0);
  });
});

describe('a connection used before', () => {
  it('makes any failure unknown, since the bank may have read the request', async () => {
    const { fake, bank } = await talkingTo((request, socket, number) => {
      if (number === 1) return always('00000')(request, socket, number);
      return socket.resetAndDestroy();
    });
    expect((await bank.debit(DEBIT)).class).toBe('SUCCEEDED');
    const outcome = await bank.debit(DEBIT);
    expect(fake.connections()).toBe(1);
    expect(outcome).toMatchObject({ class: 'UNKNOWN', because: 'NO_ANSWER', httpStatus: null });
  });
});

describe('close', () => {
  it('ends idle connections, and lets a running call end', async () => {
    let answer = (): void => {};
    const { fake, bank } = await talkingTo((request, socket, number) => {
      answer = () => always('00000')(request, socket, number);
      if (number === 1) answer();
    });
    await bank.debit(DEBIT);
    const running = bank.debit(DEBIT);
    await eventually(() => fake.requests.length === 2, { what: '2 requests' });
    await bank.close();
    answer();
    expect((await running).class).toBe('SUCCEEDED');
    // Well before the pool would drop an idle connection by itself.
    const options = { what: 'the connection to be closed', timeoutMs: 2_500 };
    await eventually(() => fake.open() === 0, options);
  });
});

/** A port whose queue of waiting connections is full: the kernel answers no further one. */
async function fullBacklog(): Promise<{ port: number; stop(): Promise<unknown> }> {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer();
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20000));
     });`,
    { eval: true },
  );
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  const waiting = Array.from({ length: 8 }, () => net.connect(port, '127.0.0.1'));
  for (const socket of waiting) socket.on('error', () => {});
  await eventually(() => waiting.some((socket) => !socket.connecting), { what: 'a full queue' });
  return {
    port,
    stop() {
      for (const socket of waiting) socket.destroy();
      return worker.terminate();
    },
  };
}
