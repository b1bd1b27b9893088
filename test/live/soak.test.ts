import { expect, inject, it } from 'vitest';
import { gridtune, gridtuneJson } from './cli.js';

/** A soak of a real channel, short enough for every run; docs/soak.md has the long one. */

const home = inject('home');

it('updates a channel under load and finds every transaction on the ledger, once', async () => {
  const before = await gridtuneJson(['network', 'status'], { home });
  const report = await gridtuneJson(['soak', '--updates', '10', '--send-rate', '40'], { home });
  expect(report).toMatchObject({
    updates: { asked: 10, done: 10, lostRaces: 0, notOnEveryNode: 0 },
    blocks: { ofConfig: 10 },
    transactions: { failed: 0, committedUntold: 0, lost: [], duplicated: [], ofOthersDuringLoad: 0 },
    faults: [],
  });
  const { transactions, load, updates } = report as {
    transactions: { sent: number; committed: number };
    load: { due: number };
    updates: { nodes: string[] };
  };
  expect(transactions.sent).toBeGreaterThan(10);
  expect(transactions.committed).toBe(transactions.sent);
  expect(Math.abs(transactions.sent - load.due)).toBeLessThanOrEqual(1);
  expect(updates.nodes).toHaveLength(4);
  const after = await gridtuneJson(['network', 'status'], { home });
  expect(after['settings']).toEqual(before['settings']);
}, 240_000);

it('refuses settings that change nothing, before anything is sent', async () => {
  const { code, stderr } = await gridtune(
    ['soak', '--settings', '{"batchTimeoutMs": 300}', '--settings', '{"batchTimeoutMs": 300}'],
    { home },
  );
  expect(code).toBe(2);
  expect(stderr).toContain('two in turn would be the same');
}, 120_000);
