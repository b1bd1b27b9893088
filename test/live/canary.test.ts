import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { openEmbeddedNetwork } from '../../network/embedded-network.js';
import { openGatewayProber } from '../../network/gateway-prober.js';
import type { Prober } from '../../optimizer/domain/prober.js';
import type { OrdererSettings } from '../../optimizer/domain/settings.js';
import { gridtune, gridtuneJson, startGridtune } from './cli.js';

const home = inject('home');
const RATE_TPS = 25;

type LiveNetwork = Awaited<ReturnType<typeof openEmbeddedNetwork>>;
let network: LiveNetwork;
let client: Prober;

beforeAll(async () => {
  network = await openEmbeddedNetwork(path.join(home, 'network'));
  client = await openGatewayProber(network.client);
});
afterAll(async () => {
  client.close();
  network.channel.close();
  // What other suites begin with.
  await gridtune(apply({ batchTimeoutMs: 2000 }), { home });
});

const settingsNow = async (): Promise<OrdererSettings> => (await network.channel.read()).settings;

function apply(settings: Partial<OrdererSettings>, ...options: string[]): string[] {
  return ['apply', '--yes', '--settings', JSON.stringify(settings), ...options];
}

describe('apply --watch on a quiet channel', () => {
  it('keeps a change under which its own probes stay within the limits, with what was seen', async () => {
    const before = await settingsNow();
    const options = ['--probe-rate', String(RATE_TPS), '--limit', 'latencyP95Ms<=8000'];
    const result = await gridtuneJson(apply({ batchTimeoutMs: 200 }, '--watch', '8', ...options), { home });
    expect(result).toMatchObject({ verified: true, canary: { verdict: 'kept', failedPct: 0 } });
    const canary = result['canary'] as Record<string, number>;
    expect(canary['transactions']).toBeGreaterThan(30);
    expect(canary['latencyP95Ms']).toBeGreaterThan(canary['latencyMeanMs'] ?? NaN);
    expect(canary['throughputTps']).toBeGreaterThan(0);
    expect(await settingsNow()).toEqual({ ...before, batchTimeoutMs: 200 });
  });

  it('has seen nothing, and says what to do', async () => {
    const before = await settingsNow();
    const { canary } = await gridtuneJson(
      apply({ batchTimeoutMs: 250 }, '--watch', '2', '--limit', 'latencyP95Ms<=300'),
      { home },
    );
    expect(canary).toMatchObject({ verdict: 'unseen', reason: expect.stringContaining('--probe-rate') });
    expect(await settingsNow()).toEqual({ ...before, batchTimeoutMs: 250 });
  });

  it('leaves a change to the next command when it is killed, which takes it back', async () => {
    const before = await settingsNow();
    const killed = startGridtune(apply({ batchTimeoutMs: 1200 }, '--watch', '60'), { home });
    await killed.said(/canary: \d+ of 60 s/);
    killed.child.kill('SIGKILL');
    await killed.done;
    expect(await settingsNow()).toEqual({ ...before, batchTimeoutMs: 1200 });
    const next = await gridtuneJson(apply({ maxMessageCount: before.maxMessageCount }), { home });
    expect(next).toMatchObject({ before, after: before });
    expect(await settingsNow()).toEqual(before);
  });
});

describe('apply --watch under a steady load', () => {
  let load: NodeJS.Timeout;
  let underWay: Promise<unknown>[] = [];
  beforeEach(() => {
    underWay = [];
    load = setInterval(() => underWay.push(client.send(20_000)), 1000 / RATE_TPS);
  });
  afterEach(async () => {
    clearInterval(load);
    await Promise.all(underWay);
  });

  it('puts the settings back by itself within three blocks of the evidence, and says why', async () => {
    const before = await settingsNow();
    const options = ['--watch', '60', '--limit', 'latencyP95Ms<=300', '--json'];
    const { code, stdout, stderr } = await gridtune(apply({ batchTimeoutMs: 1100 }, ...options), { home });
    expect(code).toBe(1);
    const { applicationId, canary, rollback } = JSON.parse(stdout) as {
      applicationId: string;
      canary: { verdict: string; evidenceBlock: number; reason: string };
      rollback: { applicationId: string; blockNumber: number };
    };
    expect(canary).toMatchObject({ verdict: 'broken' });
    expect(canary.reason).toMatch(/^latencyP95Ms<=300 is broken: \d+(\.\d+)? ms over \d+ transactions/);
    expect(stderr).toContain('latencyP95Ms<=300 is broken');
    expect(rollback.blockNumber - canary.evidenceBlock).toBeLessThanOrEqual(3);
    expect(await settingsNow()).toEqual(before);

    // Changes that other suites made past gridtune are for the audit to complain of, and not for this one.
    const audit = await gridtune(['audit', '--subject', applicationId, '--json'], { home });
    const { records } = JSON.parse(audit.stdout) as {
      records: { record: { action: string; note?: string } }[];
    };
    const noted = records.find(({ record }) => record.action === 'canary');
    expect(noted?.record.note).toContain('latencyP95Ms<=300 is broken');
    expect(records.map(({ record }) => record.action)).toContain('rolled-back');
  });
});
