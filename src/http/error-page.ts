import type { ErrorCode } from '../domain/errors';
import type { Language } from '../domain/representation';
import { ERROR_TEXTS_EN } from './error-texts-en';
import { ERROR_TEXTS_KO } from './error-texts-ko';
import { PROBLEMS } from './problems';

const LABELS = {
  ko: { status: 'HTTP 상태', cause: '원인', remedy: '조치', retry: '재시도', test: '테스트' },
  en: { status: 'HTTP status', cause: 'Cause', remedy: 'Remedy', retry: 'Retry', test: 'Test' },
} as const satisfies Record<Language, Record<string, string>>;

const RETRY = {
  ko: {
    yes: '같은 멱등 키로 다시 보내면 성공할 수 있습니다.',
    no: '같은 요청을 다시 보내도 소용없습니다.',
  },
  en: {
    yes: 'The same request with the same key may succeed later.',
    no: 'Repeating the same request cannot help.',
  },
} as const;

/** The only style of the page; the policy lets nothing else in. */
export const ERROR_PAGE_STYLE = `body{font:16px/1.6 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color:#1c2733}
code{background:#eef2f5;padding:.1em .3em;border-radius:3px}dt{font-weight:600;margin-top:1rem}dd{margin:0}`;

/** The page a problem's `type` points to: meaning, cause, remedy, and how to see it in a test. No outside assets, no script. */
export function errorPage(
  code: ErrorCode,
  reader: { language: Language; production: boolean },
): string {
  const { language } = reader;
  const label = LABELS[language];
  const kind = PROBLEMS[code];
  const [cause, remedy] = (language === 'ko' ? ERROR_TEXTS_KO : ERROR_TEXTS_EN)[code];
  const facts: readonly (readonly [string, string])[] = [
    [label.status, String(kind.status)],
    [label.cause, escape(cause)],
    [label.remedy, escape(remedy)],
    [label.retry, RETRY[language][kind.retryable ? 'yes' : 'no']],
    ...(reader.production ? [] : [[label.test, `<code>X-Test-Code: ${code}</code>`] as const]),
  ];
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${code}</title><style>${ERROR_PAGE_STYLE}</style></head>
<body><h1>${escape(kind.title[language])}</h1><p><code>${code}</code></p>
<dl>${facts.map(([name, text]) => `<dt>${name}</dt><dd>${text}</dd>`).join('')}</dl></body></html>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
