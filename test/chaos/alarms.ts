import { readBook } from '../support/auditor/collect';
import type { Violation } from '../support/auditor/facts';
import { eventually } from '../support/eventually';
import type { Cluster } from './cluster';

/** How the messages of an incident begin; a group of them says how many it stands for. */
const TITLES: Readonly<Record<string, string>> = {
  'payment.waiting_for_operator': 'A payment waits for an operator',
  'refund.waiting_for_operator': 'A refund waits for an operator',
  'payment.net_canceling': 'A payment is net cancelled',
};
/** Incidents of a cause that was just told are collected for a minute. */
const LONGEST_MS = 100_000;

/** I20: Slack has as many of each kind of incident as the book; after a lost answer it may have more. */
export async function untoldIncidents({ places, bank }: Cluster): Promise<readonly Violation[]> {
  const { events } = await readBook(places);
  const wanted = Object.entries(TITLES).map(([type, title]) => ({
    ...{ type, title, count: events.filter((event) => event.type === type).length },
  }));
  let missing: readonly Violation[] = [];
  const areTold = async (): Promise<boolean> => {
    const posts = (await bank.slack()).map(({ body }) => JSON.stringify(body));
    missing = wanted.flatMap(({ type, title, count }) => {
      const told = toldIn(posts, title);
      const message = `Slack was told of ${told} of ${count}`;
      return told >= count ? [] : [{ invariant: 'I20', subject: type, message }];
    });
    return missing.length === 0;
  };
  const waited = { what: 'Slack has every incident', timeoutMs: LONGEST_MS, everyMs: 1_000 };
  await eventually(areTold, waited).catch(() => false);
  return missing;
}

function toldIn(posts: readonly string[], title: string): number {
  const pattern = new RegExp(`${title}(?: \\((\\d+) times\\))?`);
  return posts
    .map((post) => pattern.exec(post))
    .reduce((sum, match) => sum + (match ? Number(match[1] ?? 1) : 0), 0);
}
