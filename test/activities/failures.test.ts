import { ApplicationFailure } from '@temporalio/common';
import { toFailure, withFailures } from '../../activities/failures';
import { OnjeonError } from '../../src/domain/errors';
import { createLog } from '../../src/log';

const SECRET = '3020000000901';

class SequelizeConnectionError extends Error {
  override readonly name = 'SequelizeConnectionError';
}

describe('a failure that leaves an activity', () => {
  it.each([
    [
      'an error of ours',
      new OnjeonError('SERVICE_UNAVAILABLE', { cause: SECRET }),
      'SERVICE_UNAVAILABLE',
    ],
    ['an error of a library', new SequelizeConnectionError(SECRET), 'SequelizeConnectionError'],
    ['a bug', new TypeError(`cannot read ${SECRET}`), 'TypeError'],
    ['text', `number ${SECRET}`, 'UnknownError'],
    ['nothing', undefined, 'UnknownError'],
    ['an object', { accountNumber: SECRET }, 'UnknownError'],
  ])('is tried again and carries a code only: %s', (_name, thrown, type) => {
    const failure = toFailure(thrown);
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ type, message: type, nonRetryable: false });
    expect(failure.cause).toBeUndefined();
    expect(failure.details ?? []).toEqual([]);
    expect(JSON.stringify({ ...failure, message: failure.message })).not.toContain(SECRET);
  });

  it('stays as it is when it is one already', () => {
    const failure = ApplicationFailure.nonRetryable('known', 'KNOWN');
    expect(toFailure(failure)).toBe(failure);
  });
});

describe('every activity', () => {
  const lines: string[] = [];
  const log = createLog({ level: 'error', process: 'test' }, { write: (line) => lines.push(line) });

  it('answers as before while nothing fails', async () => {
    const { double } = withFailures({ double: (n: number) => Promise.resolve(n * 2) }, log);
    expect(await double(21)).toBe(42);
    expect(lines).toEqual([]);
  });

  it('has its error logged once, and leaves with the failure', async () => {
    const broken = withFailures({ fail: () => Promise.reject(new TypeError('broken')) }, log);
    await expect(broken.fail()).rejects.toMatchObject({ type: 'TypeError', message: 'TypeError' });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      activity: 'fail',
      err: { message: 'broken' },
    });
  });
});
