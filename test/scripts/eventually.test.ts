import { eventually } from '../support/eventually';

const FAST = { timeoutMs: 40, everyMs: 5 };

describe('eventually', () => {
  it('gives back what the check returned as soon as it returns something', async () => {
    let calls = 0;
    const check = (): string | undefined => (++calls === 3 ? 'there' : undefined);
    await expect(eventually(check, { what: 'the third call', everyMs: 1 })).resolves.toBe('there');
    expect(calls).toBe(3);
  });

  it('repeats a check that throws, and names the last reason when time is up', async () => {
    let calls = 0;
    const check = (): never => {
      throw new Error(`reason ${++calls > 1 ? 'later' : 'first'}`);
    };
    const waiting = eventually(check, { what: 'a calm sea', ...FAST });
    await expect(waiting).rejects.toThrow(/a calm sea.*reason later/);
  });

  it('takes false for "not yet", and zero for an answer', async () => {
    await expect(eventually(() => false, { what: 'truth', ...FAST })).rejects.toThrow('truth');
    await expect(eventually(() => 0, { what: 'a number', ...FAST })).resolves.toBe(0);
  });
});
