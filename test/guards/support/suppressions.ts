/** Every comment by which a tool is told to look away. */
const directive =
  /(?:oxlint|eslint)-disable(?:-next-line|-line)?|@ts-(?:ignore|nocheck|expect-error)|prettier-ignore|(?:istanbul|c8|v8) ignore|biome-ignore/;
const reason = String.raw`\s+--\s+\S.{14,}`;
/** The rule (or the compiler's error) by name, then two dashes, then the reason: at least a few words. */
const explained = [
  new RegExp(
    String.raw`(?:oxlint|eslint)-disable-(?:next-line|line)\s+[\w@/-]+(?:,\s*[\w@/-]+)*${reason}`,
  ),
  new RegExp(String.raw`@ts-expect-error\s+TS\d{4,5}${reason}`),
  new RegExp(`prettier-ignore${reason}`),
];
/** Rules about money and about who knows whom have no exceptions. */
const lawful = /onjeon\/(?:import-table|money-arithmetic|deterministic|env-in-config)/;

/** Suppressions in a source text that do not say what they suppress and why, as `line: text`. */
export function bareSuppressions(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const comment = /\/[/*].*/.exec(line)?.[0] ?? '';
    if (!directive.test(comment)) return [];
    const isFine = explained.some((form) => form.test(comment)) && !lawful.test(comment);
    return isFine ? [] : [`${index + 1}: ${line.trim()}`];
  });
}
