import { FAILURES } from '../domain/failure';
import type { ErrorCode } from '../domain/errors';
import { SCENARIOS } from '../domain/scenarios';
import { problemsOf } from './declared';
import { escapeHtml, htmlPage, jsonBlock, richText, table } from './docs-html';
import { componentSections, fieldTable, typeText } from './docs-schemas';
import { operationId, RULES, type OpenApi } from './openapi';
import { exampleOf } from './openapi-examples';
import { createSchemaBook } from './openapi-schemas';
import { PROBLEMS } from './problems';
import type { Route } from './route';

/** The reference as one page in Korean and English, made from the routes themselves and readable without any script. */
export function docsPage(
  routes: readonly Route[],
  about: { readonly document: OpenApi; readonly production: boolean },
): string {
  const tags = [...new Set(routes.map((route) => route.tag))];
  const sections = tags.map((tag) => {
    const own = routes.filter((route) => route.tag === tag);
    return `<h2 id="${anchor(tag)}">${escapeHtml(tag)}</h2>${own.map(routeSection).join('')}`;
  });
  const body = [
    INTRODUCTION,
    `<nav><h2>목차 · Contents</h2><ul>${routes.map(contentsLine).join('')}</ul></nav>`,
    ...sections,
    `<h2>데이터 · Schemas</h2>${componentSections(about.document.components.schemas)}`,
    errorSection(),
    failureSection(),
    ...(about.production ? [] : [scenarioSection()]),
  ].join('\n');
  return htmlPage({ title: 'Onjeon API', body });
}

const INTRODUCTION = `<h1>Onjeon API</h1>
<p>농협 계좌로 결제하는 서비스를 위한 API입니다. 무슨 일이 있어도 모든 돈은 정확히 한 번만 움직입니다.<br>
An API for services that pay from NH NongHyup Bank accounts. Whatever breaks, every won is accounted for, once.</p>
<p><a href="/openapi.json">openapi.json</a> (OpenAPI 3.1)</p>
<h2>다섯 가지 규칙 · Five rules</h2>
<ol><li>2xx: 만들어졌으니 <code>status</code>를 읽으세요. 4xx: 아무것도 바뀌지 않았습니다. 5xx나 무응답: 결과를 모르니 같은 키로 같은 요청을 다시 보내세요.</li>
<li><code>201</code>은 최종, <code>202</code>는 처리 중입니다(<code>Location</code> 조회). 다시 보낸 요청도 같은 규칙을 따릅니다.</li>
<li>은행의 거절은 HTTP 오류가 아닙니다. <code>201</code>, <code>status: "ABORTED"</code>, 이유는 <code>failure</code>에 있습니다.</li>
<li>상품은 <code>DONE</code>에만 내보내세요. <code>netCanceledAt</code>이 있으면 결코 <code>DONE</code>이 되지 않습니다.</li>
<li>문구가 아니라 <code>code</code>, <code>status</code>, <code>type</code>으로 판단하고, 모르는 필드는 무시하세요.</li></ol>
<ol>${RULES.split('\n')
  .map((rule) => `<li>${richText(rule.replace(/^\d\. /, ''))}</li>`)
  .join('')}</ol>`;

function contentsLine(route: Route): string {
  return `<li><a href="#${operationId(route)}">${escapeHtml(`${route.method} ${route.path}`)}</a></li>`;
}

function routeSection(route: Route): string {
  const { ko, en } = route.summary;
  const example = exampleOf(route);
  return [
    `<h3 id="${operationId(route)}"><span class="method">${route.method}</span> <code>${escapeHtml(route.path)}</code></h3>`,
    `<p>${escapeHtml(ko)} · ${escapeHtml(en)}<br><span class="quiet">${callers(route)}</span></p>`,
    requestTables(route),
    example?.request === undefined ? '' : jsonBlock(example.request),
    answerTable(route),
    Object.entries(example?.answers ?? {})
      .map(exampleAnswer)
      .join(''),
    problemList(route),
  ].join('');
}

function exampleAnswer([status, body]: [string, unknown]): string {
  return `<details><summary>${status} · 예시 · Example</summary>${jsonBlock(body)}</details>`;
}

/** Who may call, and the headers that matter, in a line. */
function callers({ access, keyed, waits, rate }: Route): string {
  const who =
    access === 'public'
      ? ['공개 · public']
      : access.roles.map((role) => {
          const scope = access.scopes?.[role];
          return scope ? `${role} (<code>${scope}</code>)` : role;
        });
  return [
    who.join(', '),
    ...(keyed ? ['<code>Idempotency-Key</code> 필수 · required'] : []),
    ...(waits ? ['<code>Prefer: wait=0…5</code>'] : []),
    ...(rate ? ['별도 호출 한도 · own rate limit'] : []),
  ].join(' · ');
}

function requestTables({ params, query, body }: Route): string {
  const schemas = createSchemaBook();
  const parts = [
    params ? fieldTable(schemas.request(params)) : '',
    query ? fieldTable(schemas.request(query)) : '',
    body ? fieldTable(resolved(schemas.request(body), schemas.components())) : '',
  ];
  return parts.join('');
}

function resolved<T extends { $ref?: unknown }>(
  schema: T,
  components: Readonly<Record<string, T>>,
): T {
  return components[String(schema.$ref).split('/').at(-1) ?? ''] ?? schema;
}

function answerTable({ answers }: Route): string {
  const schemas = createSchemaBook();
  const rows = Object.entries(answers).map(([status, { schema, description }]) => [
    `<b>${status}</b>`,
    richText(description),
    schema ? typeText(schemas.answer(schema)) : '',
  ]);
  return table(['상태 · Status', '뜻 · Meaning', '본문 · Body'], rows);
}

function problemList(route: Route): string {
  const links = [...problemsOf(route)].map(errorLink);
  return `<details><summary>오류 · Problems (${links.length})</summary><p>${links.join(' ')}</p></details>`;
}

function errorLink(code: ErrorCode): string {
  return `<a href="/errors/${code}"><code>${code}</code></a>`;
}

function errorSection(): string {
  const rows = Object.entries(PROBLEMS).map(([code, { status, title, retryable }]) => [
    errorLink(code as ErrorCode),
    String(status),
    `${escapeHtml(title.ko)}<br>${escapeHtml(title.en)}`,
    retryable ? '예 · yes' : '',
  ]);
  const head = ['코드 · Code', 'HTTP', '뜻 · Meaning', '재시도 · Retryable'];
  return `<h2>오류 코드 · Error codes</h2>${table(head, rows)}`;
}

function failureSection(): string {
  const rows = Object.entries(FAILURES).map(([code, [korean, english]]) => [
    `<code>${code}</code>`,
    `${escapeHtml(korean)}<br>${escapeHtml(english)}`,
  ]);
  return `<h2>실패 코드 · Failure codes</h2><p>2xx 본문의 <code>failure.code</code> · in <code>failure.code</code> of a 2xx body</p>${table(['코드 · Code', '뜻 · Meaning'], rows)}`;
}

function scenarioSection(): string {
  const rows = Object.entries(SCENARIOS).map(([name, { on }]) => [
    `<code>${name}</code>`,
    on.join(', '),
  ]);
  return `<h2>시험 · Failure on demand</h2>
<p><code>X-Test-Code</code>에 오류 코드나 아래 시나리오를 넣으면 그대로 일어납니다. 운영 환경에서는 거절됩니다.<br>
An error code or a scenario below in <code>X-Test-Code</code> makes it happen. Refused in production.</p>
${table(['시나리오 · Scenario', '대상 · On'], rows)}`;
}

function anchor(tag: string): string {
  return `tag-${tag.replaceAll(/\W+/g, '-')}`;
}
