import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choosePorts, freePort } from '../../scripts/services/ports';
import { claimFolder } from '../../scripts/services/run-file';
import { createService } from '../../scripts/services/service';
import type { Service, ServiceSpec } from '../../scripts/services/service';
import { eventually } from '../support/eventually';

const SERVER = `
  const { createServer } = require('node:http');
  console.log('hello from', process.pid);
  createServer((_, answer) => answer.end('ok')).listen(Number(process.argv[1]), '127.0.0.1');
`;

let dir: string;
let port: number;
let deaths: string[];
let service: Service;

async function make(changes: Partial<ServiceSpec> = {}): Promise<Service> {
  const runFile = await claimFolder(dir, () => undefined);
  return createService(
    {
      name: 'greeter',
      command: process.execPath,
      args: ['-e', SERVER, String(port)],
      logFile: join(dir, 'greeter.log'),
      isReady: async () => void (await fetch(`http://127.0.0.1:${port}`)),
      startTimeoutMs: 15_000,
      stopTimeoutMs: 5_000,
      ...changes,
    },
    { runFile, onUnexpectedExit: ({ name }) => deaths.push(name) },
  );
}

const answers = (): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}`).then(
    () => true,
    () => false,
  );

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'onjeon-service-'));
  port = await freePort();
  deaths = [];
});

afterEach(async () => {
  await service.kill();
  rmSync(dir, { recursive: true, force: true });
});

describe('a service', () => {
  it('answers once it is started, comes back after a kill, and is gone when stopped', async () => {
    service = await make();
    await service.start();
    expect(await answers()).toBe(true);
    await service.kill();
    expect(await answers()).toBe(false);
    await service.start();
    expect(await answers()).toBe(true);
    await service.stop();
    expect(await answers()).toBe(false);
    expect(deaths).toEqual([]);
  });

  it('reports its death when nobody asked for it', async () => {
    service = await make();
    await service.start();
    const text = await fetch(`http://127.0.0.1:${port}`).then(() => readLog());
    process.kill(Number(/hello from (\d+)/.exec(text)?.[1]), 'SIGKILL');
    await eventually(() => deaths.length === 1, { what: 'the report of its death' });
  });

  it('shows the end of its log when it ends while starting', async () => {
    service = await make({ args: ['-e', 'console.error("no such bank"); process.exit(3)'] });
    await expect(service.start()).rejects.toThrow(/ended while starting[\s\S]*no such bank/);
  });

  it('is stopped again when it does not become ready in time', async () => {
    const isReady = (): Promise<void> => Promise.reject(new Error('still warming up'));
    service = await make({ isReady, startTimeoutMs: 300 });
    await expect(service.start()).rejects.toThrow('still warming up');
    expect(await answers()).toBe(false);
  });

  it('ends even if it ignores the polite signal', async () => {
    const stubborn = `process.on('SIGTERM', () => {}); ${SERVER}`;
    service = await make({ args: ['-e', stubborn, String(port)], stopTimeoutMs: 200 });
    await service.start();
    await service.stop();
    expect(await answers()).toBe(false);
  });

  it('hands its output on line by line, besides the log', async () => {
    const lines: string[] = [];
    service = await make({ onOutput: (line) => lines.push(line) });
    await service.start();
    await eventually(() => lines.length > 0, { what: 'a line of output' });
    expect(lines[0]).toMatch(/^hello from/);
    expect(readLog()).toContain(lines[0]);
  });
});

describe('ports', () => {
  it('are the wished ones where free, and all different', async () => {
    service = await make();
    await service.start();
    const wished = await freePort();
    const chosen = await choosePorts({ taken: port, free: wished, any: undefined });
    expect(chosen.free).toBe(wished);
    expect(chosen.taken).not.toBe(port);
    expect(new Set(Object.values(chosen)).size).toBe(3);
  });
});

function readLog(): string {
  return readFileSync(join(dir, 'greeter.log'), 'utf8');
}
