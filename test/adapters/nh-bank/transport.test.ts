import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import zlib from 'node:zlib';
import type { NhAlarm, NhCallRecord } from '../../../src/adapters/nh-bank/types';
import { eventually } from '../../support/eventually';
import { always, FIN_ACNO, nhAnswer, reply, TOKEN, type Answering } from '../../support/fake-bank';
import { CHECK_DEBIT, CREDIT, DEBIT, talkingTo } from './support';

const NO_ANSWER = { class: 'UNKNOWN', because: 'NO_ANSWER' };
const closers: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** The head of an answer that promises more than follows. */
function half(socket: Socket, body: string): void {
  socket.write(
    `HTTP/1.1 200 OK\r\nContent-Length: ${String(Buffer.byteLength(body) + 100)}\r\n\r\n`,
  );
  socket.write(body);
}

describe('silence', () => {
  it('ends at the time-out, counted to the last byte, and closes the connection', async () => {
    const { fake, bank } = await talkingTo(() => {}, { config: { readTimeoutMs: 200 } });
    const outcome = await bank.debit(DEBIT);
    expect(outcome).toEqual({
      ...NO_ANSWER,
      code: null,
      httpStatus: null,
      retryAfterSeconds: null,
      message: 'no whole answer within 200 ms',
    });
    await eventually(() => fake.open() === 0, { what: 'the connection to be closed' });
  });

  it('after half a body is unknown', async () => {
    const { fake, bank } = await talkingTo(
      (request, socket) => half(socket, nhAnswer(request, '00000')),
      { config: { readTimeoutMs: 200 } },
    );
    expect(await bank.debit(DEBIT)).toMatchObject({ ...NO_ANSWER, code: null, httpStatus: 200 });
    await eventually(() => fake.open() === 0, { what: 'the connection to be closed' });
  });

  it('is not broken by an answer that drips', async () => {
    const drip: Answering = (request, socket) => {
      half(socket, nhAnswer(request, '00000'));
      const timer = setInterval(() => socket.write(' '), 20);
      socket.on('close', () => clearInterval(timer));
    };
    const { bank } = await talkingTo(drip, { config: { readTimeoutMs: 300 } });
    expect(await bank.debit(DEBIT)).toMatchObject({
      ...NO_ANSWER,
      message: 'no whole answer within 300 ms',
    });
  });
});

describe('a broken answer', () => {
  it.each<[string, Answering]>([
    ['a reset before it', (_request, socket) => socket.resetAndDestroy()],
    ['an end before it', (_request, socket) => socket.end()],
    ['nonsense instead of HTTP', (_request, socket) => socket.end('hello\r\n\r\n')],
    [
      'an upgrade',
      (_request, socket) =>
        socket.end('HTTP/1.1 101 No\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    ],
    [
      'a reset in the middle of its body',
      (request, socket) => {
        half(socket, nhAnswer(request, '00000'));
        setImmediate(() => socket.resetAndDestroy());
      },
    ],
    [
      'an end in the middle of its body, after all that we need',
      (request, socket) => {
        half(socket, nhAnswer(request, '00000'));
        socket.end();
      },
    ],
    [
      'chunks without their end',
      (request, socket) => {
        const body = nhAnswer(request, '00000');
        const size = Buffer.byteLength(body).toString(16);
        socket.end(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${size}\r\n${body}\r\n`);
      },
    ],
    [
      'bytes that are not the gzip they say',
      (request, socket) =>
        reply(socket, {
          headers: { 'Content-Encoding': 'gzip' },
          body: nhAnswer(request, '00000'),
        }),
    ],
    ['a body of nothing', (_request, socket) => reply(socket, { body: '' })],
  ])('by %s is unknown', async (_how, answer) => {
    const { bank, fake } = await talkingTo(answer);
    expect(await bank.debit(DEBIT)).toMatchObject({ ...NO_ANSWER, code: null });
    expect(fake.requests).toHaveLength(1);
  });
});

describe('a large answer', () => {
  const padded = (request: Parameters<typeof nhAnswer>[0], bytes: number): string =>
    nhAnswer(request, '00000', { body: { Pad: 'x'.repeat(bytes) } });

  it('is read up to 1 MB, and is unknown beyond', async () => {
    const sizes = [900_000, 1_100_000];
    const { fake, bank } = await talkingTo((request, socket, number) =>
      reply(socket, { body: padded(request, sizes[number - 1] ?? 0) }),
    );
    expect((await bank.debit(DEBIT)).class).toBe('SUCCEEDED');
    expect(await bank.debit(DEBIT)).toMatchObject({
      ...NO_ANSWER,
      message: 'the answer is over 1 MB',
    });
    await eventually(() => fake.open() === 0, { what: 'the connection to be closed' });
  });

  it('counts as what it is unpacked, and is not unpacked to its end', async () => {
    const bomb = Buffer.concat(
      Array<Buffer>(500).fill(zlib.gzipSync(Buffer.alloc(1_000_000, ' '))),
    );
    const { fake, bank } = await talkingTo(
      (request, socket, number) =>
        reply(socket, {
          headers: { 'Content-Encoding': 'gzip' },
          body: number === 1 ? zlib.gzipSync(padded(request, 900_000)) : bomb,
        }),
      { config: { readTimeoutMs: 20_000 } },
    );
    expect((await bank.debit(DEBIT)).class).toBe('SUCCEEDED');
    const before = process.memoryUsage().rss;
    expect(await bank.debit(DEBIT)).toMatchObject({
      ...NO_ANSWER,
      message: 'the answer is over 1 MB',
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
    await eventually(() => fake.open() === 0, { what: 'the connection to be closed' });
  });
});

describe('another host', () => {
  async function bait(): Promise<{ url: string; seen: () => number }> {
    let seen = 0;
    const server = http.createServer((_request, response) => {
      seen += 1;
      response.end('{}');
    });
    server.on('connect', (_request, socket) => {
      seen += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${String(port)}`, seen: () => seen };
  }

  it.each([301, 302, 303, 307, 308])('is not followed to by a %i', async (status) => {
    const other = await bait();
    const { bank } = await talkingTo((_request, socket) =>
      reply(socket, { status, headers: { Location: `${other.url}/DrawingTransfer.nh` }, body: '' }),
    );
    expect(await bank.debit(DEBIT)).toMatchObject({ ...NO_ANSWER, httpStatus: status });
    expect(other.seen()).toBe(0);
  });

  it('is not used as a proxy, whatever the environment says', async () => {
    const other = await bait();
    const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = other.url;
    process.env['NODE_USE_ENV_PROXY'] = '1';
    try {
      const { bank } = await talkingTo(always('00000'));
      expect((await bank.debit(DEBIT)).class).toBe('SUCCEEDED');
    } finally {
      delete process.env['NODE_USE_ENV_PROXY'];
      names.forEach((name, index) => {
        if (before[index] === undefined) delete process.env[name];
        else process.env[name] = before[index];
      });
    }
    expect(other.seen()).toBe(0);
  });
});

describe('an HTTP status', () => {
  it.each([
    [429, { 'Retry-After': '2' }, 2],
    [503, { 'Retry-After': '600' }, 60],
    [429, {}, null],
    [500, { 'Retry-After': '2' }, null],
    [
      503,
      { Date: 'Fri, 02 Jan 2026 01:15:00 GMT', 'Retry-After': 'Fri, 02 Jan 2026 01:15:07 GMT' },
      7,
    ],
  ])('%i with %j asks us to wait %s s', async (status, headers, seconds) => {
    const { bank } = await talkingTo((_request, socket) =>
      reply(socket, { status, headers, body: '' }),
    );
    expect(await bank.debit(DEBIT)).toMatchObject({
      ...NO_ANSWER,
      httpStatus: status,
      retryAfterSeconds: seconds,
    });
  });

  it('that shows a wrong configuration raises an alarm, and no other does', async () => {
    const statuses = [401, 500, 403, 429, 404, 307, 400];
    const alarms: NhAlarm[] = [];
    const { bank } = await talkingTo(
      (_request, socket, number) =>
        reply(socket, { status: statuses[number - 1] ?? 500, body: '' }),
      { deps: { onAlarm: (alarm) => alarms.push(alarm) } },
    );
    for (const httpStatus of statuses) {
      expect(await bank.debit(DEBIT)).toMatchObject({ ...NO_ANSWER, httpStatus });
    }
    expect(alarms.map((alarm) => alarm.httpStatus)).toEqual([401, 403, 404]);
    expect(alarms[0]).toMatchObject({ api: 'DrawingTransfer' });
  });
});

describe('a request', () => {
  it('goes to base, ApiNm and suffix, with the token in its header field', async () => {
    const { fake, bank } = await talkingTo(always('00000'));
    const nested = await talkingTo(always('00000'), {
      config: { baseUrl: `${fake.url}/svcapi/`, pathSuffix: '.nhd' },
    });
    await nested.bank.credit(CREDIT);
    await bank.debit(DEBIT);
    expect(fake.requests.map((request) => request.line)).toEqual([
      'POST /svcapi/ReceivedTransferAccountNumber.nhd HTTP/1.1',
      'POST /DrawingTransfer.nh HTTP/1.1',
    ]);
    expect(fake.requests[1]?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(fake.requests[1]?.headers).not.toHaveProperty('authorization');
    expect(fake.requests[1]?.headers).not.toHaveProperty('x-sandbox-fault');
    expect(fake.requests[1]?.json.Header['AccessToken']).toBe(TOKEN);
  });

  it('carries the token as bearer instead, where the contract says so', async () => {
    const { fake, bank } = await talkingTo(always('00000'), { config: { authMode: 'bearer' } });
    expect((await bank.debit(DEBIT)).class).toBe('SUCCEEDED');
    expect(fake.requests[0]?.headers['authorization']).toBe(`Bearer ${TOKEN}`);
    expect(fake.requests[0]?.text).not.toContain(TOKEN);
  });

  it('carries a fault for the sandbox only if one is given', async () => {
    const { fake, bank } = await talkingTo(always('00000'));
    await bank.debit({ ...DEBIT, sandboxFault: 'slow;delayMs=1' });
    await bank.debit({ ...DEBIT, sandboxFault: null });
    const faults = fake.requests.map((request) => request.headers['x-sandbox-fault']);
    expect(faults).toEqual(['slow;delayMs=1', undefined]);
  });
});

describe('onCall', () => {
  it('is told about every call, without whom and how much', async () => {
    const records: NhCallRecord[] = [];
    const { bank } = await talkingTo(always('00000', { body: { Pcrs: 'R0001' } }), {
      deps: { onCall: (record) => records.push(record) },
    });
    await bank.debit(DEBIT);
    await bank.checkDebit(CHECK_DEBIT);
    expect(records).toMatchObject([
      {
        api: 'DrawingTransfer',
        isTuno: DEBIT.pair.isTuno,
        class: 'SUCCEEDED',
        code: '00000',
        httpStatus: 200,
      },
      { api: 'CheckOnDrawingTransfer', class: 'SUCCEEDED', code: 'R0001' },
    ]);
    expect(records[0]?.durationMs).toBeGreaterThan(0);
    expect(JSON.stringify(records)).not.toContain(FIN_ACNO);
  });

  it('cannot take the outcome away by throwing', async () => {
    const loud = (): never => {
      throw new Error('metrics are down');
    };
    const { bank } = await talkingTo(
      (_request, socket) => reply(socket, { status: 404, body: '' }),
      {
        deps: { onCall: loud, onAlarm: loud },
      },
    );
    expect(await bank.debit(DEBIT)).toMatchObject({ ...NO_ANSWER, httpStatus: 404 });
  });
});
