import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import type { Logger } from '../../log';
import { bodyOf } from './text';
import type { Slack, SlackAnswer } from './types';

/** Slack answers in well under a second; alarms wait in the book, so there is no point in patience. */
const TIMEOUT_MS = 3_000;
/** Slack asks for some seconds; a broken header must not silence the alarms for a day. */
const LONGEST_PAUSE_MS = 10 * 60_000;
/** When Slack limits us without saying for how long. */
const USUAL_PAUSE_MS = 30_000;
/** A webhook answers `ok`; anything long is not Slack. */
const LONGEST_ANSWER_BYTES = 64 * 1024;

/**
 * Posts to a Slack incoming webhook. The address is a secret, so nothing of a failed request is logged or handed on but its
 * code. While Slack asks for a pause (429), messages are answered LATER without a call.
 */
export function createSlack(deps: { webhookUrl: string | null; log: Logger }): Slack {
  const { webhookUrl, log } = deps;
  if (webhookUrl === null) return { post: async () => ({ kind: 'OFF' }) };
  const http = createHttp();
  let pausedUntil = 0;
  return {
    async post(message) {
      const pauseLeftMs = Math.ceil(pausedUntil - performance.now());
      if (pauseLeftMs > 0) return { kind: 'LATER', retryAfterMs: pauseLeftMs };
      const answer = await send(http, { webhookUrl, body: bodyOf(message) });
      if (answer.kind === 'LATER') pausedUntil = performance.now() + answer.retryAfterMs;
      if (answer.kind === 'LATER' || answer.kind === 'FAILED') {
        log.warn({ answer }, 'Slack did not take a message; it is sent again');
      }
      return answer;
    },
  };
}

function createHttp(): AxiosInstance {
  return axios.create({
    timeout: TIMEOUT_MS,
    // A redirect would carry the message, and a proxy variable the address, to somebody else.
    maxRedirects: 0,
    proxy: false,
    maxContentLength: LONGEST_ANSWER_BYTES,
    responseType: 'text',
    validateStatus: () => true,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
}

async function send(
  http: AxiosInstance,
  request: { webhookUrl: string; body: object },
): Promise<SlackAnswer> {
  try {
    // The time-out of axios covers silence only; the signal covers an answer that never ends.
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    return read(await http.post<string>(request.webhookUrl, request.body, { signal }));
  } catch (error) {
    return { kind: 'FAILED', reason: codeOf(error) };
  }
}

function read(answer: AxiosResponse<string>): SlackAnswer {
  if (answer.status === 200) return { kind: 'SENT' };
  if (answer.status !== 429) return { kind: 'FAILED', reason: `HTTP_${answer.status}` };
  const seconds = Number(answer.headers['retry-after'] ?? Number.NaN);
  const wishedMs = seconds >= 0 ? seconds * 1000 : USUAL_PAUSE_MS;
  return { kind: 'LATER', retryAfterMs: Math.min(wishedMs, LONGEST_PAUSE_MS) };
}

/** Only the code: message, configuration and stack of the error contain the address. */
function codeOf(error: unknown): string {
  return axios.isAxiosError(error) && error.code ? error.code : 'UNREADABLE';
}
