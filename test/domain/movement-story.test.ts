import { transferStateOf } from '../../src/domain/movement-story';
import { check, found, pair, refused, send, sent, SETTINGS } from '../support/movement-builder';

const doubtful = send(0, sent.undecided, 0);

it.each([
  ['PREPARED', 'nothing left', [send(0, sent.neverLeft)]],
  ['SUCCEEDED', 'the bank said yes', [send(0, sent.succeeded)]],
  ['REFUSED', 'the bank said no', [send(0, refused())]],
  ['UNKNOWN', 'silence', [send(0, sent.silence)]],
  ['UNKNOWN', 'an undecided code', [doubtful]],
  ['UNKNOWN', 'a worker that died', [send(0, sent.nothing)]],
  ['UNKNOWN', 'silence, then an attempt that never left', [doubtful, send(3, sent.neverLeft)]],
  ['UNKNOWN', 'a refusal to a repeated send', [send(0, sent.silence), send(3, refused())]],
  ['UNKNOWN', 'a pair that someone else holds', [send(0, sent.duplicate)]],
  ['UNKNOWN', 'no such transaction, too early', [doubtful, check(160, found.notFound)]],
  ['SUCCEEDED', 'a check that found it', [doubtful, check(160, found.executed)]],
  ['REFUSED', 'a check that found a refusal', [doubtful, check(160, found.refused)]],
  ['UNKNOWN', 'no such transaction, until it ends', [doubtful, check(800, found.notFound)]],
  ['UNKNOWN', 'an unlisted failure, until it ends', [doubtful, check(800, found.otherFailure)]],
])('a transfer is %s after %s', (state, _name, exchanges) => {
  expect(transferStateOf(pair(...exchanges), SETTINGS)).toBe(state);
});
