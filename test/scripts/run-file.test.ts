import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, markProcess } from '../../scripts/services/process-mark';
import type { ProcessMark } from '../../scripts/services/process-mark';
import { claimFolder, FolderInUseError } from '../../scripts/services/run-file';
import { eventually } from '../support/eventually';

const silent = (): void => undefined;

let dir: string;
let sleeper: ChildProcess;
let sleeperMark: ProcessMark;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'onjeon-run-file-'));
  sleeper = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  sleeperMark = await eventually(() => markProcess(sleeper.pid ?? 0), { what: 'a mark' });
});

afterEach(() => {
  sleeper.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

/** What a starter leaves behind that was killed while the sleeper was its child. */
function leaveRecord(children: readonly ProcessMark[]): void {
  const self = markProcess(process.pid);
  const dead = { ...self, startedAt: 'another boot/1' };
  writeFileSync(join(dir, 'run.json'), JSON.stringify({ starter: dead, children }));
}

describe('a folder of services', () => {
  it('is refused while the one that claimed it lives', async () => {
    const first = await claimFolder(dir, silent);
    await expect(claimFolder(dir, silent)).rejects.toThrow(FolderInUseError);
    first.release();
    await expect(claimFolder(dir, silent)).resolves.toBeDefined();
  });

  it('is cleaned of the processes that a dead starter left running', async () => {
    leaveRecord([sleeperMark]);
    await claimFolder(dir, silent);
    expect(isAlive(sleeperMark)).toBe(false);
  });

  it('never has another process killed that only bears the number of an old one', async () => {
    leaveRecord([{ ...sleeperMark, startedAt: 'another boot/1' }]);
    await claimFolder(dir, silent);
    expect(isAlive(sleeperMark)).toBe(true);
  });

  it('can be claimed again after a record that a crash has cut short', async () => {
    writeFileSync(join(dir, 'run.json'), '{"starter":');
    await expect(claimFolder(dir, silent)).resolves.toBeDefined();
  });

  it('ends its children together, and any that is born afterwards', async () => {
    const runFile = await claimFolder(dir, silent);
    runFile.add(sleeperMark.pid);
    await runFile.stopAll();
    expect(isAlive(sleeperMark)).toBe(false);

    const late = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    const mark = await eventually(() => markProcess(late.pid ?? 0), { what: 'a mark' });
    runFile.add(mark.pid);
    await eventually(() => !isAlive(mark), { what: 'the end of the late child' });
  });

  it('remembers a child before anything else happens, and forgets it when it is gone', async () => {
    const runFile = await claimFolder(dir, silent);
    const remembered = (): number[] => {
      const record = JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8')) as {
        children: ProcessMark[];
      };
      return record.children.map((child) => child.pid);
    };
    runFile.add(sleeperMark.pid);
    expect(remembered()).toEqual([sleeperMark.pid]);
    runFile.remove(sleeperMark.pid);
    expect(remembered()).toEqual([]);
  });
});
