import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, CallOptions, Client } from '../../support/client';
import type { Random } from '../random';

/** A caller of the API who does what the documentation says: the same request with the same key until there is an answer. */
export interface Caller {
  readonly callerId: string;
  /** Asks until something definite is heard. Null: the run ended before. */
  insist(path: string, body: object | null, options?: CallOptions): Promise<Answer | null>;
  /** Asks once. Null: no answer. */
  look(path: string): Promise<Answer | null>;
}

const TIMEOUT_MS = 10_000;
const PAUSE_MS = { from: 150, to: 900 } as const;

/** Makes a caller over a sign-in; a token that has run out is replaced. */
export function createCaller(of: {
  signIn: () => Promise<Client>;
  client: Client;
  apiUrls: readonly string[];
  random: Random;
  stopped: AbortSignal;
}): Caller {
  const { apiUrls, random, stopped } = of;
  let client = of.client;

  async function once(ask: (at: Client) => Promise<Answer>): Promise<Answer | null> {
    try {
      const answer = await ask(client.at(random.pick(apiUrls)));
      if (answer.status !== 401) return answer;
      client = await of.signIn();
      return null;
    } catch {
      return null;
    }
  }

  return {
    callerId: client.callerId,
    async insist(path, body, options = {}) {
      const key = options.key === null ? null : (options.key ?? randomKey(random));
      while (!stopped.aborted) {
        const wish = { timeoutMs: TIMEOUT_MS, ...options, key };
        const answer = await once((at) => at.post(path, body, wish));
        if (answer && isDefinite(answer)) return answer;
        await pause(random.whole(PAUSE_MS.from, PAUSE_MS.to));
      }
      return null;
    },
    look: (path) => once((at) => at.get(path)),
  };
}

/** An answer that asks to be asked again says nothing about the request. */
function isDefinite({ status, headers, body }: Answer): boolean {
  if (status < 400) return true;
  const isAgain = headers.has('retry-after') || body['code'] === 'IDEMPOTENT_REQUEST_PROCESSING';
  return status < 500 && !isAgain;
}

/** A key nobody else draws. */
export function randomKey(random: Random): string {
  const words = Array.from({ length: 4 }, () => random.whole(0, 2 ** 32 - 1).toString(16));
  return `chaos-${words.map((word) => word.padStart(8, '0')).join('')}`;
}
