import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { createSlack } from '../../../src/adapters/slack/slack';
import { plainText } from '../../../src/adapters/slack/text';

const aMessage = { title: 'A payment failed', lines: ['why'], links: [] };

describe('posting to Slack', () => {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  let server: Server;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let bodies: { text: string }[] = [];
  const webhookUrl = () =>
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T0/B0/sEcReT`;
  beforeEach(async () => {
    lines.length = 0;
    bodies = [];
    answer = (_request, response) => void response.end('ok');
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (bytes) => (body += String(bytes)));
      request.on('end', () => {
        bodies.push(JSON.parse(body) as { text: string });
        answer(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const post = (message = aMessage) => createSlack({ webhookUrl: webhookUrl(), log }).post(message);

  it('sends title, lines and links, and asks Slack to interpret nothing', async () => {
    const links = [{ label: 'payment-pay_1', url: 'http://127.0.0.1:8233/a b?c=1&d=2|3' }];
    expect(await post({ ...aMessage, links } as typeof aMessage)).toEqual({ kind: 'SENT' });
    expect(bodies[0]).toEqual({
      text: '*A payment failed*\nwhy\n<http://127.0.0.1:8233/a%20b?c=1&amp;d=2%7C3|payment-pay_1>',
      mrkdwn: true,
      parse: 'none',
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it('says OFF without a webhook', async () => {
    const slack = createSlack({ webhookUrl: null, log });
    expect(await slack.post(aMessage)).toEqual({ kind: 'OFF' });
  });

  it('keeps the pause that Slack asks for, without another call', async () => {
    answer = (_request, response) => void response.writeHead(429, { 'retry-after': '30' }).end();
    const slack = createSlack({ webhookUrl: webhookUrl(), log });
    expect(await slack.post(aMessage)).toEqual({ kind: 'LATER', retryAfterMs: 30_000 });
    expect(await slack.post(aMessage)).toMatchObject({ kind: 'LATER' });
    expect(bodies).toHaveLength(1);
  });

  it.each([
    ['without a time', {}, 30_000],
    ['with nonsense', { 'retry-after': 'soon' }, 30_000],
    ['with a negative time', { 'retry-after': '-5' }, 30_000],
    ['with a day', { 'retry-after': '86400' }, 600_000],
  ])('bounds a pause %s', async (_name, headers: Record<string, string>, retryAfterMs) => {
    answer = (_request, response) => void response.writeHead(429, headers).end();
    expect(await post()).toEqual({ kind: 'LATER', retryAfterMs });
  });

  it('follows no redirect', async () => {
    answer = (_request, response) =>
      void response.writeHead(307, { location: `${webhookUrl()}/elsewhere` }).end();
    expect(await post()).toEqual({ kind: 'FAILED', reason: 'HTTP_307' });
    expect(bodies).toHaveLength(1);
  });

  it.each<[string, typeof answer]>([
    ['a refusal', (_request, response) => void response.writeHead(403).end('invalid_token')],
    ['a broken connection', (request) => void request.socket.destroy()],
    ['an endless answer', (_request, response) => void response.end('x'.repeat(1_000_000))],
    ['silence', () => undefined],
  ])('answers FAILED after %s, and tells the address to nobody', async (_name, how) => {
    answer = how;
    const given = await post();
    expect(given.kind).toBe('FAILED');
    expect(JSON.stringify([given, lines])).not.toContain('sEcReT');
    expect(lines.join()).toContain('Slack did not take a message');
  });
});

describe('text from outside', () => {
  it.each([
    ['a mention of all', '<!channel> <!here>', '&lt;!channel&gt; &lt;!here&gt;'],
    ['a mention by name', '@here @U123', '@\u2060here @\u2060U123'],
    ['a link in disguise', '<http://x|bank.kr>', '&lt;http:\u2060//x|bank.kr&gt;'],
    ['an escape of its own', '&lt;!here&gt;', '&amp;lt;!here&amp;gt;'],
    ['a second line', 'ok\r\n*All good*', 'ok \u2060*\u2060All good\u2060*\u2060'],
    ['terminal colours', '\u001b[31mred', '[31mred'],
    ['reversed text', 'a\u202eb\u2066c', 'a b c'],
    ['an id', 'prt_01JDEM0SH0P000000000000001', 'prt_01JDEM0SH0P000000000000001'],
    ['Korean', '온전상점 ☕', '온전상점 ☕'],
  ])('is shown as it is, not as %s', (_name, text, shown) => {
    expect(plainText(text)).toBe(shown);
  });

  it('is cut without breaking a character or an escape', () => {
    expect(plainText('&'.repeat(600))).toBe('&amp;'.repeat(500));
    expect(plainText('😀'.repeat(600))).toBe('😀'.repeat(500));
  });
});
