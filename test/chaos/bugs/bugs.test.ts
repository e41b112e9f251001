import { readFileSync } from 'node:fs';
import { BUGS } from './bugs';

/** The twelve that a run of CI's size must catch. */
const STARRED = [1, 2, 3, 4, 5, 6, 7, 8, 9, 19, 21, 22];

describe('planted bugs', () => {
  it.each(BUGS.flatMap(({ id, title, changes }) => changes.map((one) => ({ id, title, ...one }))))(
    '$id, $title: the place in $file is there, once',
    ({ file, find, replace }) => {
      const places = readFileSync(file, 'utf8').split(find).length - 1;
      expect(places).toBe(1);
      expect(replace).not.toBe(find);
    },
  );

  it('are numbered once each, and the starred ones are for CI', () => {
    expect(new Set(BUGS.map(({ id }) => id)).size).toBe(BUGS.length);
    expect(BUGS.flatMap(({ id, isCaughtInCi }) => (isCaughtInCi ? [id] : []))).toEqual(STARRED);
  });
});
