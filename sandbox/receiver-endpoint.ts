import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, readText } from './http';
import { koreanIso } from './korean-time';
import type { Receiver } from './receivers';

/** Serves a development receiver: POST takes any message, GET shows them, DELETE forgets them. */
export async function serveReceiver(
  receiver: Receiver,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = (await readText(request)) ?? '';
  switch (request.method) {
    case 'POST':
      receiver.receive({
        at: koreanIso(Date.now()),
        headers: request.headers,
        body: parsed(text),
      });
      return answerJson(response, 200, { ok: true });
    case 'GET':
      return answerJson(response, 200, { data: receiver.list() });
    case 'DELETE':
      receiver.clear();
      return answerJson(response, 204);
    default:
      return answerJson(response, 405);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
