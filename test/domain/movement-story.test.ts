import { transferStateOf } from '../../src/domain/movement-story';
import {
  check,
  decision,
  found,
  pair,
  reading,
  refused,
  rows,
  send,
  sent,
  SETTINGS,
} from '../support/movement-builder';

const doubtful = send(0, sent.undecided, 0);
const duplicate = send(0, sent.duplicate);

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
  ['SUCCEEDED', 'a statement with its row', [doubtful, reading(160, rows.executed)]],
  ['SUCCEEDED', 'its row, though the pair was used', [duplicate, reading(900, rows.executed)]],
  ['UNKNOWN', 'a statement without its row', [doubtful, reading(900, rows.notFound)]],
  ['UNKNOWN', 'rows that contradict', [doubtful, reading(160, rows.ambiguous)]],
  ['UNKNOWN', 'no such transaction, until it ends', [doubtful, check(800, found.notFound)]],
  ['UNKNOWN', 'an unlisted failure, until it ends', [doubtful, check(800, found.otherFailure)]],
])('a transfer is %s after %s', (state, _name, exchanges) => {
  expect(transferStateOf(pair(...exchanges), SETTINGS)).toBe(state);
});

it.each(['EXECUTED', 'NOT_EXECUTED', 'SETTLED_OUTSIDE'] as const)(
  'a transfer in doubt stays so after the decision %s, until the end is stored',
  (kind) => {
    const transfer = { ...pair(doubtful), decisions: [decision(900, kind)] };
    expect(transferStateOf(transfer, SETTINGS)).toBe('UNKNOWN');
  },
);
