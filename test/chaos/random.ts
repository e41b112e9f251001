import { createHash } from 'node:crypto';

/** All chance of a run: numbers that follow from the seed and the name of who draws, never from time. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number;
  pick<Item>(items: readonly Item[]): Item;
  chance(share: number): boolean;
  shuffle<Item>(items: readonly Item[]): Item[];
  /** A stream of its own, so that what one part draws does not move what another one gets. */
  fork(name: string): Random;
}

/** The stream of numbers of a seed: xorshift over four words of a hash. */
export function createRandom(seed: string): Random {
  const words = createHash('sha256').update(seed).digest();
  const state = [0, 4, 8, 12].map((at) => words.readUInt32LE(at)) as [
    number,
    number,
    number,
    number,
  ];

  function next(): number {
    let [word] = state;
    word ^= word << 11;
    word ^= word >>> 8;
    const last = state[3];
    state[0] = state[1];
    state[1] = state[2];
    state[2] = last;
    state[3] = (last ^ (last >>> 19) ^ word) >>> 0;
    return state[3] / 2 ** 32;
  }

  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    whole,
    pick(items) {
      const item = items[whole(0, items.length - 1)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    chance: (share) => next() < share,
    shuffle(items) {
      const left = [...items];
      for (let i = left.length - 1; i > 0; i -= 1) {
        const other = whole(0, i);
        [left[i], left[other]] = [left[other] as never, left[i] as never];
      }
      return left;
    },
    fork: (name) => createRandom(`${seed}/${name}`),
  };
}
