import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request body may be this long; every real one is a few hundred bytes. */
const MOST_BYTES = 1024 * 1024;

/** Reads a request body as text; null if it is too long or the caller went away. */
export async function readText(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MOST_BYTES) return null;
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads a body as a JSON object; null if it is anything else. */
export function parseObject(text: string | null): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text ?? '');
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Answers with JSON, or without a body when there is nothing to say. */
export function answerJson(response: ServerResponse, status: number, value?: unknown): void {
  if (value === undefined) {
    response.writeHead(status, { 'Content-Length': '0' }).end();
    return;
  }
  const text = JSON.stringify(value);
  response
    .writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': String(Buffer.byteLength(text)),
    })
    .end(text);
}

/** The path of a request, without its query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

/** The query of a request. */
export function queryOf(request: IncomingMessage): URLSearchParams {
  return new URLSearchParams((request.url ?? '').split('?')[1] ?? '');
}
