import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Cluster } from './cluster';

/** The bank knows its own numbers, and the journal holds what members typed. */
const ALLOWED = /^(sandbox|calls\.jsonl)/;
const CHUNK_BYTES = 8 * 1024 * 1024;
/** The form of the numbers that the load gives out. */
const NUMBER = /302\d{10}/g;
const NUMBER_LENGTH = 13;

/** Files of a run, logs and data of all servers, in which an account number stands in plain text; and posts to people. */
export async function findLeaks({ dir, bank }: Cluster): Promise<readonly string[]> {
  const planted = new Set(bank.given.keys());
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !ALLOWED.test(relative(dir, file)));
  const leaky = files.filter((file) => holds(file, planted)).map((file) => relative(dir, file));
  const posts = (await bank.slack()).map(({ body }) => JSON.stringify(body));
  return [...leaky, ...(posts.some((post) => isLeak(post, planted)) ? ['Slack'] : [])];
}

function holds(file: string, planted: ReadonlySet<string>): boolean {
  const descriptor = openSync(file, 'r');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  try {
    let at = 0;
    for (;;) {
      const read = readSync(descriptor, chunk, 0, CHUNK_BYTES, at);
      if (isLeak(chunk.toString('latin1', 0, read), planted)) return true;
      if (read < CHUNK_BYTES) return false;
      at += read - NUMBER_LENGTH; // a number may stand over the border
    }
  } finally {
    closeSync(descriptor);
  }
}

function isLeak(text: string, planted: ReadonlySet<string>): boolean {
  return (text.match(NUMBER) ?? []).some((number) => planted.has(number));
}
