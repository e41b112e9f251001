import type { SlackMessage } from './types';

/** Slack cuts a section at 3,000 characters; a cut inside an escape would show. */
const LONGEST_LINE = 500;
const MOST_LINES = 30;
/** Joins words without being seen: it breaks what Slack would turn into a mention or a link. */
const WORD_JOINER = '\u2060';

/** Line breaks, control characters, and characters that turn the reading direction. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * Text that Slack shows as it is, on one line: no mention (`@here`, `<!channel>`), no link, no markup of its own.
 * Whatever came from outside goes through here.
 */
export function plainText(text: string): string {
  const oneLine = text.replace(UNPRINTABLE, ' ').trim();
  const short = [...oneLine].slice(0, LONGEST_LINE).join('');
  return short
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', `@${WORD_JOINER}`)
    .replaceAll('://', `:${WORD_JOINER}//`)
    .replace(/[*~`]/g, (mark) => `${WORD_JOINER}${mark}${WORD_JOINER}`);
}

/** A message as the incoming webhook takes it. */
export function bodyOf(message: SlackMessage): object {
  const lines = message.lines.slice(0, MOST_LINES).map(plainText);
  const links = message.links.slice(0, MOST_LINES).map(linkText);
  const rest = message.lines.length - lines.length;
  return {
    text: [
      `*${plainText(message.title)}*`,
      ...lines,
      ...(rest > 0 ? [`(+${rest})`] : []),
      ...links,
    ].join('\n'),
    mrkdwn: true,
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
  };
}

/** `<url|label>`; neither part may be able to end the link. */
function linkText(link: { label: string; url: string }): string {
  const url = plainUrl(link.url).replaceAll('|', '%7C').replaceAll('&', '&amp;');
  return `<${url}|${plainText(link.label).replaceAll('|', '/')}>`;
}

/** The parser encodes blanks, quotes and angle brackets. */
function plainUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).href : encodeURI(url);
}
