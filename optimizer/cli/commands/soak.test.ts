import { expect, it } from 'vitest';
import { initialSettings } from '../../../test/doubles/network.js';
import type { SoakReport, SoakRequest } from '../../domain/soak.js';
import { runProgram } from '../program.js';
import type { Services } from '../../operations/services.js';

const passed: SoakReport = {
  startedAt: '2026-11-22T12:00:00.000Z',
  settings: [{ ...initialSettings, batchTimeoutMs: 1000 }, initialSettings],
  updates: {
    asked: 20,
    done: 20,
    lostRaces: 1,
    notOnEveryNode: 0,
    nodes: ['orderer0', 'peer0'],
    times: { p50Ms: 80, p95Ms: 120, p99Ms: 130, maxMs: 131 },
  },
  load: { sendRateTps: 50, achievedRateTps: 50.02, seconds: 4, due: 200 },
  blocks: { first: 3, last: 44, ofConfig: 20, ofTransactions: 22 },
  transactions: {
    sent: 200,
    committed: 198,
    failed: 2,
    failedByReason: { 'EndorseError: no': 2 },
    committedUntold: 0,
    lost: [],
    duplicated: [],
    ofOthers: 100,
    ofOthersDuringLoad: 0,
  },
  faults: [],
};

async function gridtune(argv: readonly string[], report = passed) {
  const requests: SoakRequest[] = [];
  const services = {
    soak: async (request: SoakRequest) => {
      requests.push(request);
      return report;
    },
    close: async () => undefined,
  };
  let [out, error] = ['', ''];
  const code = await runProgram(['soak', ...argv], {
    version: '0',
    openServices: () => services as unknown as Services & { close(): Promise<void> },
    writeOut: (text) => void (out += text),
    writeError: (text) => void (error += text),
  });
  return { code, out, error, requests };
}

it('hands on what was asked for, settings in their order', async () => {
  const options = ['--settings', '{"batchTimeoutMs": 300}', '--settings', '{"maxMessageCount": 7}'];
  const { requests } = await gridtune(['--updates', '1000', '--send-rate', '62.5', ...options]);
  expect(requests).toEqual([
    { updates: 1000, sendRateTps: 62.5, settings: [{ batchTimeoutMs: 300 }, { maxMessageCount: 7 }] },
  ]);
  expect((await gridtune([])).requests).toEqual([{ updates: 100, sendRateTps: 50, settings: [] }]);
});

it('tells people times, blocks and what became of every transaction', async () => {
  const { code, out } = await gridtune([]);
  expect(code).toBe(0);
  expect(out).toContain('20 of 20 updates, in turn:\n  500 messages, 1000 ms');
  expect(out).toContain('took 80 ms in the middle, p95 120, p99 130, at most 131');
  expect(out).toContain('blocks 3 to 44, 20 of configuration, 22 of transactions');
  expect(out).toContain('198 committed, 2 failed, 0 lost, 0 duplicated');
  expect(out).toContain('  2 failed: EndorseError: no\n');
  expect(out).toMatch(/\npassed\n$/);
});

it('fails after it has told everything', async () => {
  const report = { ...passed, faults: ['lost transactions: 1 (abc)'] };
  const { code, out, error } = await gridtune(['--json'], report);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toEqual(report);
  expect(error).toBe('gridtune: the soak failed: lost transactions: 1 (abc) [SOAK_FAILED]\n');
});

it.each([
  ['--updates', '0'],
  ['--send-rate', '0'],
  ['--settings', '{"batchTimeoutMs": 1}'],
])('refuses %s %s', async (...options) => {
  const { code, requests } = await gridtune(options);
  expect(code).toBe(2);
  expect(requests).toEqual([]);
});
