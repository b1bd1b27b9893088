import type { Delivery } from '../../domain/webhook.js';

const DAY_MS = 86_400_000;
/** Days for which what has ended is kept, and how many of one webhook at most. */
const KEPT_DAYS = 14;
const MOST_KEPT = 200;

/** Ids of deliveries that have ended and are not kept any longer. What is pending is never among them. */
export function outdatedIds(deliveries: readonly Delivery[], nowMs: number): string[] {
  const newestFirst = deliveries
    .filter(({ status }) => status !== 'pending')
    .toSorted((a, b) => b.notice.at.localeCompare(a.notice.at));
  const counts = new Map<string, number>();
  return newestFirst
    .filter(({ webhookId, notice }) => {
      const count = (counts.get(webhookId) ?? 0) + 1;
      counts.set(webhookId, count);
      return count > MOST_KEPT || nowMs - Date.parse(notice.at) > KEPT_DAYS * DAY_MS;
    })
    .map(({ id }) => id);
}
