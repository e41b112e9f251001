import type { SlackMessage } from '../src/adapters/slack/types';
import { FAILURES } from '../src/domain/failure';
import { koreanIso } from '../src/domain/korean-time';
import { runbookFile } from '../src/domain/runbook';
import type { DigestCount } from './alert-digest';
import type { Group } from './alert-groups';

/** Where the links of a message lead. */
export interface AlertPlaces {
  /** Temporal UI, without a trailing slash. */
  readonly uiUrl: string;
  readonly namespace: string;
}

/** One message for one cause: what, how often, why, where to look, what to do. */
export function incidentMessage(group: Group, places: AlertPlaces): SlackMessage {
  const workflows = group.workflowIds.length;
  return {
    title: group.count > 1 ? `${group.title} (${group.count} times)` : group.title,
    lines: [
      group.reason,
      `Since ${koreanIso(group.since)}. What to do: ${runbookFile(group.runbook)}`,
      ...(workflows > 0 && workflows < group.count ? [`The first ${workflows}:`] : []),
    ],
    links: group.workflowIds.map((id) => ({ label: id, url: workflowUrl(id, places) })),
  };
}

/** One line per code, the most frequent first. */
export function digestMessage(digest: DigestCount): SlackMessage {
  const total = [...digest.counts.values()].reduce((sum, count) => sum + count, 0);
  const lines = [...digest.counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([code, count]) => `${code}: ${count} (${FAILURES[code].join(' / ')})`);
  return {
    title: `Refusals that customers caused: ${total} since ${koreanIso(digest.since)}`,
    lines,
    links: [],
  };
}

function workflowUrl(workflowId: string, { uiUrl, namespace }: AlertPlaces): string {
  const [space, id] = [namespace, workflowId].map(encodeURIComponent);
  return `${uiUrl}/namespaces/${space}/workflows/${id}`;
}
