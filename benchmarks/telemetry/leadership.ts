import type { Observables } from '../../optimizer/domain/ports.js';
import { scrape, type MetricsPage, type Scrape } from './prometheus.js';

const DEADLINE_MS = 2000;
/** By Raft and by SmartBFT; 1 on the leader and 0 on the others. */
const IS_LEADER = new Set(['consensus_etcdraft_is_leader', 'consensus_BFT_is_leader']);

/**
 * Whether the orderers have a leader for the channel, by their metrics pages.
 * @returns undefined if that cannot be told, as when the page of an orderer is missing that may be the leader
 */
export async function hasLeader(
  metrics: Observables['metrics'],
  channel: string,
): Promise<boolean | undefined> {
  const pages = metrics.filter(({ kind }) => kind === 'orderer');
  return leads(await Promise.all(pages.map(async ({ url }) => scrape(url, DEADLINE_MS))), channel);
}

export function leads(scrapes: readonly Scrape[], channel: string): boolean | undefined {
  const told = scrapes.map((scraped) =>
    scraped.kind === 'page' ? leadershipOn(scraped.page, channel) : undefined,
  );
  if (told.includes(1)) return true;
  return told.length === 0 || told.includes(undefined) ? undefined : false;
}

/** Whether the orderer with this page leads the channel. @returns undefined if the page does not say */
export function leadsBy(page: MetricsPage, channel: string): boolean | undefined {
  const told = leadershipOn(page, channel);
  return told === undefined ? undefined : told === 1;
}

function leadershipOn({ series }: MetricsPage, channel: string): number | undefined {
  return series.find(({ name, labels }) => IS_LEADER.has(name) && labels.get('channel') === channel)?.value;
}
