import { check, found, payment, refund, send, sent, stepAt } from '../support/movement-builder';

/** The lease of a send marked at 0 ends at 5 s, and the settling window 800 s later. */
const PROOF = check(806, found.notFound);

describe('what was proven after the window', () => {
  it('stays proven when a worker that was stopped records its silence later', () => {
    const before = payment([send(0, sent.nothing), PROOF]);
    const after = payment([send(0, sent.silence, 900), PROOF]);
    for (const movement of [before, after]) {
      expect(stepAt(901, movement)).toMatchObject({ result: 'NOT_EXECUTED' });
    }
  });

  it('lets a refund have its new pair, whatever the stopped worker records', () => {
    expect(stepAt(901, refund([send(0, sent.silence, 900), PROOF]))).toEqual({
      kind: 'send',
      pair: 'NEW',
    });
  });

  it('was not proven by a check that was asked before the end of a send that was known then', () => {
    const late = payment([send(0, sent.undecided, 15), check(812, found.notFound)]);
    expect(stepAt(813, late)).toMatchObject({ waitUntilS: 815 });
    const inTime = payment([send(0, sent.undecided, 15), check(815, found.notFound)]);
    expect(stepAt(816, inTime)).toMatchObject({ result: 'NOT_EXECUTED' });
  });

  it('is overruled by a yes, however late', () => {
    expect(stepAt(901, payment([send(0, sent.succeeded, 900), PROOF]))).toMatchObject({
      result: 'EXECUTED',
    });
  });
});
