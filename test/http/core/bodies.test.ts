import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { canonicalJson, fingerprint } from '../../../src/http/fingerprint';
import { parseStrictJson } from '../../../src/http/strict-json';
import { call, rawExchange, startTestApi, type TestApi } from '../../support/http';

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (text: string) => parseStrictJson(bytes(text));
const refused = expect.objectContaining({ code: 'INVALID_REQUEST' });

describe('a JSON body', () => {
  it.each([
    ['a key twice', '{"a":1,"a":1}'],
    ['a key twice, once escaped', '{"a":1,"\\u0061":2}'],
    ['a key twice, deep inside', '[{"b":{"a":1,"c":[{}],"a":2}}]'],
    ['__proto__', '{"__proto__":{"isAdmin":true}}'],
    ['__proto__, escaped', '{"__proto\\u005f_":1}'],
    ['constructor.prototype', '{"constructor":{"prototype":{}}}'],
    ['21 levels', '['.repeat(21) + ']'.repeat(21)],
    ['10,000 levels', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['no JSON', '{"a":'],
    ['two values', '{}{}'],
    ['a byte order mark', '\ufeff{}'],
    ['a NUL', '{"a":"x\\u0000"}'],
    ['a line feed', '{"a":"x\\ny"}'],
    ['an escape', '{"a":"\\u001b[31m"}'],
    ['right to left override', '{"a":"\u202e"}'],
    ['half a surrogate pair', '{"a":"\\ud800"}'],
    ['a control character in a key', '{"a\\u0007":1}'],
  ])('is refused with %s', (_name, text) => {
    expect(() => parse(text)).toThrow(refused);
  });

  it('is refused when it is not UTF-8', () => {
    expect(() => parseStrictJson(Uint8Array.of(0x22, 0xc3, 0x28, 0x22))).toThrow(refused);
    expect(() => parseStrictJson(Buffer.from('{"a":1}', 'utf16le'))).toThrow(refused);
  });

  it('names the field whose text is not clean', () => {
    const names = (text: string) => {
      try {
        return parse(text);
      } catch (error) {
        return (error as { facts: { errors: { pointer: string }[] } }).facts.errors;
      }
    };
    expect(names('{"a":[{"b/c":"\\u0000"}]}')).toEqual([{ pointer: '/a/0/b~1c', code: 'PATTERN' }]);
  });

  it('keeps 20 levels, the same key in two objects, and composes Hangul', () => {
    const deep = '['.repeat(20) + ']'.repeat(20);
    expect(JSON.stringify(parse(deep))).toBe(deep);
    expect(parse('[{"a":1},{"a":{"a":"{\\"a\\":1,\\"a\\":2}"}}]')).toHaveLength(2);
    expect(parse(JSON.stringify({ name: '한글'.normalize('NFD') }))).toEqual({ name: '한글' });
  });

  it('reads what JSON.parse reads, for everything that is allowed', () => {
    const key = fc.stringMatching(/^[a-z]{1,6}$/).filter((one) => one !== 'constructor');
    const leaf = fc.oneof(
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.stringMatching(/^[ -~]*$/),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('value')),
        fc.dictionary(key, tie('value')),
      ),
    }));
    fc.assert(
      fc.property(value, (one) => {
        const text = JSON.stringify(one);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('never puts anything on a prototype', () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), (text) => {
        try {
          parse(text);
        } catch {
          // Refused is fine; what matters is what is left behind.
        }
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
    );
  });
});

describe('a fingerprint', () => {
  const print = (text: string, params: unknown = {}) =>
    fingerprint({ params, body: parse(text) }, 'key');

  it('is the same for one amount however it is written, and for any order and spacing', () => {
    const one = print('{"amount":1000,"a":"x"}');
    for (const text of [
      '{"a":"x","amount":1000.0}',
      '{ "amount" : 1e3, "a":"\\u0078" }',
      '{"a":"x","amount":10E+2}',
    ]) {
      expect(print(text)).toBe(one);
    }
  });

  it('differs with any value, with the path, and with the key of the product', () => {
    const one = print('{"a":1}');
    expect(print('{"a":2}')).not.toBe(one);
    expect(print('{"a":"1"}')).not.toBe(one);
    expect(print('{"a":1}', { paymentId: 'pay_1' })).not.toBe(one);
    expect(fingerprint({ params: {}, body: { a: 1 } }, 'other key')).not.toBe(one);
  });

  it('does not depend on the order of keys, at any depth', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([k, v]) => [k, reversed(v)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });
});

describe('a body on the wire', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  const JSON_HEADERS = { 'content-type': 'application/json' };
  const send = (
    raw: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = JSON_HEADERS,
  ) => call(api.url, { method: 'POST', path: '/v1/auth/login', raw, headers });
  const sized = (size: number) => `{"email":"${'a'.repeat(size - 12)}"}`;

  it('may have 65,536 bytes and not one more', async () => {
    expect(sized(65_536)).toHaveLength(65_536);
    expect((await send(sized(65_536))).status).toBe(400);
    const heard = await send(sized(65_537));
    expect([heard.status, heard.body.code]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('is cut off when it is chunked and too large', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const head = 'POST /v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
    const heard = await rawExchange(
      api.port,
      `${head}Transfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`,
    );
    expect(heard).toMatch(/^HTTP\/1\.1 413 [^]*connection: close/i);
  });

  it.each([
    ['plain text', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['UTF-16', { 'content-type': 'application/json; charset=utf-16' }],
    ['gzip', { ...JSON_HEADERS, 'content-encoding': 'gzip' }],
    ['no type', { 'content-type': '' }],
  ])('answers 415 to %s', async (_name, headers) => {
    const heard = await send('{}', headers);
    expect([heard.status, heard.body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('does not unpack a bomb', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(20_000_000)));
    const heard = await send(bomb, { ...JSON_HEADERS, 'content-encoding': 'gzip' });
    expect(heard.status).toBe(415);
  });

  it.each([
    ['an object where text belongs', '{"email":{"$ne":null},"password":"x"}', '/email', 'TYPE'],
    ['a list where text belongs', '{"email":["a"],"password":"x"}', '/email', 'TYPE'],
    ['nothing', '{}', '/email', 'REQUIRED'],
    [
      'a token in the body',
      '{"email":"a","password":"b","access_token":"x"}',
      '/access_token',
      'UNKNOWN',
    ],
  ])('answers 400 to %s', async (_name, raw, pointer, code) => {
    const heard = await send(raw);
    expect(heard.status).toBe(400);
    expect(heard.body.errors).toContainEqual({ pointer, code, detail: expect.any(String) });
  });

  it.each(['null', '[]', '1', '"x"', ''])(
    'answers 400 to %j where an object belongs',
    async (raw) => {
      expect((await send(raw)).status).toBe(400);
    },
  );

  it.each([
    ['both length headers', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    ['a bare line feed', 'Content-Length: 2\n\n{}'],
    ['a folded header', 'X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}'],
  ])('closes on %s, and the next connection is fine', async (_name, rest) => {
    const head =
      'POST /v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n';
    expect(await rawExchange(api.port, head + rest)).toMatch(/^HTTP\/1\.1 400 /);
    expect((await call(api.url, { path: '/healthz' })).status).toBe(200);
  });
});
