import type { ServerResponse } from 'node:http';
import type { Delivery } from './delivery';

/** What the wire carried in the end, for the request log. */
export interface Carried {
  /** Null: no whole answer left. */
  readonly http: number | null;
  readonly code: string | null;
}

/** Pause between half a body and the reset, so that the half really arrives; milliseconds. */
const RESET_AFTER_MS = 20;

const PAGE = '<!DOCTYPE html><html><body><h1>점검 안내</h1></body></html>';
const NOTHING: Carried = { http: null, code: null };

/** Plays a delivery on the connection. Held connections do not hold up the caller of this function. */
export async function carry(response: ServerResponse, delivery: Delivery): Promise<Carried> {
  switch (delivery.kind) {
    case 'json':
      if (delivery.delayMs > 0) await pause(response, delivery.delayMs);
      if (isGone(response)) return NOTHING;
      sendJson(response, delivery.text);
      return { http: 200, code: delivery.code };
    case 'cut':
      sendJson(response, half(delivery.text));
      return { http: 200, code: null };
    case 'half':
      resetAfterHalf(response, delivery.text);
      return NOTHING;
    case 'silence':
      void pause(response, delivery.holdMs).then(() => response.socket?.destroy());
      return NOTHING;
    case 'html':
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(PAGE);
      return { http: 200, code: null };
    case 'status': {
      const { status, retryAfterSeconds } = delivery;
      const headers = retryAfterSeconds === null ? {} : { 'Retry-After': `${retryAfterSeconds}` };
      response.writeHead(status, { ...headers, 'Content-Length': '0' }).end();
      return { http: status, code: null };
    }
  }
}

function sendJson(response: ServerResponse, text: string): void {
  response.writeHead(200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(text)),
  });
  response.end(text);
}

/** Announces the whole length, sends half, and resets the connection. */
function resetAfterHalf(response: ServerResponse, text: string): void {
  response.writeHead(200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(text)),
  });
  response.write(half(text), () => {
    void pause(response, RESET_AFTER_MS).then(() => response.socket?.resetAndDestroy());
  });
}

function half(text: string): string {
  return text.slice(0, Math.floor(text.length / 2));
}

/** Waits, but no longer than the connection lives. */
function pause(response: ServerResponse, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    if (isGone(response)) return resolve();
    const timer = setTimeout(resolve, milliseconds);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function isGone(response: ServerResponse): boolean {
  return response.destroyed || response.socket === null || response.socket.destroyed;
}
