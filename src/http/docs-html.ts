/** Text made safe for HTML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Text in which `code` between backticks is shown as code; everything else is only text. */
export function richText(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

/** A table; cells are HTML already. Nothing where there are no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const cells = (row: readonly string[], tag: string) =>
    `<tr>${row.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<div class="wide"><table>${cells(head, 'th')}${rows.map((row) => cells(row, 'td')).join('')}</table></div>`;
}

/** A value as it stands in a body. */
export function jsonBlock(value: unknown): string {
  return `<pre>${escapeHtml(JSON.stringify(value, null, 2))}</pre>`;
}

/** A page without script and outside assets; its style is in it, light or dark as the reader's system is. */
export function htmlPage(page: { title: string; body: string }): string {
  return `<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(page.title)}</title><style>${PAGE_STYLE}</style></head>
<body>${page.body}</body></html>
`;
}

/** The page's whole style; the route allows exactly this text by its hash. */
export const PAGE_STYLE = `:root{color-scheme:light dark;--line:#8884;--soft:#8881;--key:#0a7d4f}
@media(prefers-color-scheme:dark){:root{--key:#4fd29b}}
body{font:16px/1.6 system-ui,"Apple SD Gothic Neo","Malgun Gothic",sans-serif;max-width:62rem;margin:0 auto;padding:2rem 1rem 6rem}
h2{margin-top:3.5rem;border-bottom:1px solid var(--line)}h3{margin-top:2.5rem}
code,pre{font:.875em/1.5 ui-monospace,Consolas,monospace;background:var(--soft);border-radius:4px}
code{padding:.1em .3em}pre{padding:1rem;overflow:auto}pre code{background:none;padding:0}
.method{color:var(--key);font-weight:700}.quiet{opacity:.75}.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.925em}td,th{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid var(--line)}
nav ul{columns:20rem;padding-left:1.2rem}a{color:inherit}summary{cursor:pointer}`;
