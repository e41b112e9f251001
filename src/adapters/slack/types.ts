/** One message to the people who run the product. Texts are plain: the adapter makes them safe. */
export interface SlackMessage {
  readonly title: string;
  readonly lines: readonly string[];
  /** Where to look: workflows in Temporal UI, the runbook. */
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

/** What became of a message. */
export type SlackAnswer =
  | { readonly kind: 'SENT' }
  /** No webhook is set: nobody wants to be told. */
  | { readonly kind: 'OFF' }
  /** Slack asked for a pause; nothing was lost, send it again then. */
  | { readonly kind: 'LATER'; readonly retryAfterMs: number }
  /** Not delivered; the reason names no address and no secret. */
  | { readonly kind: 'FAILED'; readonly reason: string };

/** Slack as the product uses it. */
export interface Slack {
  /** Never throws, and never takes longer than a few seconds. */
  post(message: SlackMessage): Promise<SlackAnswer>;
}
