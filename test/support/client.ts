import { randomUUID } from 'node:crypto';
import type { Journal } from './journal';

/** What an API answered. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

export interface CallOptions {
  /** A fresh one unless given; null sends none. */
  readonly key?: string | null;
  readonly testCode?: string;
  readonly prefer?: string;
  /** Milliseconds until the caller gives up. */
  readonly timeoutMs?: number;
}

/** A member or partner of the API. A call without an answer rejects; the journal has it as such. */
export interface Client {
  readonly callerId: string;
  get(path: string): Promise<Answer>;
  post(path: string, body: object | null, options?: CallOptions): Promise<Answer>;
  /** The same caller at another process of the API. */
  at(apiUrl: string): Client;
}

const TIMEOUT_MS = 20_000;

/** A client over an access token. */
export function createClient(of: {
  apiUrl: string;
  journal: Journal;
  callerId: string;
  token: string;
}): Client {
  const { apiUrl, journal, callerId, token } = of;

  async function call(method: string, path: string, body: object | null, options: CallOptions) {
    const key = method === 'GET' || options.key === null ? null : (options.key ?? randomUUID());
    const text = body && JSON.stringify(body);
    const noted = journal.begin({ callerId, method, path, key, body: text });
    const headers: Record<string, string> = {
      authorization: `Bearer ${token}`,
      ...(text !== null && { 'content-type': 'application/json' }),
      ...(key !== null && { 'idempotency-key': key }),
      ...(options.testCode && { 'x-test-code': options.testCode }),
      ...(options.prefer && { prefer: options.prefer }),
    };
    try {
      const signal = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
      const init = { method, headers, signal, ...(text !== null && { body: text }) };
      const response = await fetch(`${apiUrl}${path}`, init);
      const answer = (await response.json()) as Record<string, unknown>;
      const outcome = response.ok ? 'ok' : 'refused';
      noted.end({ outcome, status: response.status, answer });
      return { status: response.status, body: answer, headers: response.headers };
    } catch (error) {
      noted.end({ outcome: 'no answer', status: null, answer: null });
      throw error;
    }
  }

  return {
    callerId,
    get: (path) => call('GET', path, null, {}),
    post: (path, body, options = {}) => call('POST', path, body, options),
    at: (otherUrl) => createClient({ ...of, apiUrl: otherUrl }),
  };
}

/** Signs a member in. */
export async function signIn(
  of: { apiUrl: string; journal: Journal },
  who: { email: string; password: string },
): Promise<Client> {
  const response = await fetch(`${of.apiUrl}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(who),
  });
  if (response.status !== 200) throw new Error(`sign-in of ${who.email}: ${response.status}`);
  const { accessToken } = (await response.json()) as { accessToken: string };
  return createClient({ ...of, token: accessToken, callerId: subjectOf(accessToken) });
}

/** Signs a partner in by its client credentials, with all its scopes. */
export async function signInPartner(
  of: { apiUrl: string; journal: Journal },
  who: { partnerId: string; secret: string },
): Promise<Client> {
  const basic = Buffer.from(`${who.partnerId}:${who.secret}`).toString('base64');
  const response = await fetch(`${of.apiUrl}/v1/auth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  if (response.status !== 200) throw new Error(`sign-in of ${who.partnerId}: ${response.status}`);
  const { access_token: token } = (await response.json()) as { access_token: string };
  return createClient({ ...of, token, callerId: who.partnerId });
}

/** The `sub` of a token; its signature is the API's business. */
function subjectOf(token: string): string {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  return (JSON.parse(claims) as { sub: string }).sub;
}
