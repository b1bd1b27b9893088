import { describe, expect, it } from 'vitest';
import { leads } from './leadership.js';
import { parsePage, type Scrape } from './prometheus.js';

const page = (text: string): Scrape => ({ kind: 'page', page: parsePage(text) });
const raft = (value: number, channel = 'exchange'): Scrape =>
  page(`consensus_etcdraft_is_leader{channel="${channel}"} ${value}\n`);
const unanswered: Scrape = { kind: 'failed', reason: 'does not answer' };

describe('leads', () => {
  it('is true if one orderer says that it is the leader, whatever the others say', () => {
    expect(leads([raft(0), raft(1), unanswered], 'exchange')).toBe(true);
    expect(leads([page('consensus_BFT_is_leader{channel="exchange"} 1\n')], 'exchange')).toBe(true);
  });

  it('is false only if every orderer says that it is not the leader', () => {
    expect(leads([raft(0), raft(0)], 'exchange')).toBe(false);
    expect(leads([raft(0), unanswered], 'exchange')).toBeUndefined();
    expect(leads([raft(0), page('other 1\n')], 'exchange')).toBeUndefined();
    expect(leads([], 'exchange')).toBeUndefined();
  });

  it('does not take the leader of another channel for its own', () => {
    expect(leads([raft(1, 'other')], 'exchange')).toBeUndefined();
  });
});
