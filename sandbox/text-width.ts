/** Width in EUC-KR bytes, the unit of a Korean telegram: one for ASCII, two for anything else. */
export function eucKrWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The longest beginning of a text that fits a number of EUC-KR bytes; never half a character. */
export function cutToWidth(text: string, maxBytes: number): string {
  let width = 0;
  let kept = '';
  for (const character of text) {
    width += characterWidth(character);
    if (width > maxBytes) break;
    kept += character;
  }
  return kept;
}

function characterWidth(character: string): number {
  return (character.codePointAt(0) ?? 0) < 0x80 ? 1 : 2;
}
