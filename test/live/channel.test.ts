import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { openEmbeddedNetwork } from '../../network/embedded-network.js';
import type { ChannelState } from '../../optimizer/domain/ports.js';
import type { OrdererSettings } from '../../optimizer/domain/settings.js';
import { gridtune, gridtuneJson } from './cli.js';

const home = inject('home');
const original: OrdererSettings = {
  maxMessageCount: 500,
  preferredMaxBytes: 2_097_152,
  absoluteMaxBytes: 10_485_760,
  batchTimeoutMs: 2000,
};

/** What the channel says itself. */
async function inForce(): Promise<ChannelState> {
  const network = await openEmbeddedNetwork(path.join(home, 'network'));
  try {
    return await network.channel.read();
  } finally {
    network.channel.close();
  }
}

describe('apply and rollback', () => {
  it('changes nothing in a dry run', async () => {
    const answer = await gridtuneJson(['apply', '--settings', '{"batchTimeoutMs": 300}', '--dry-run'], {
      home,
    });
    expect(answer).toMatchObject({
      dryRun: true,
      before: original,
      after: { ...original, batchTimeoutMs: 300 },
    });
    expect(await gridtuneJson(['network', 'status'], { home })).toMatchObject({ settings: original });
  });

  it('puts settings in force, proves it on every node, and takes them back', async () => {
    const applied = await gridtuneJson(
      ['apply', '--settings', '{"batchTimeoutMs": 300, "maxMessageCount": 7}', '--yes'],
      { home },
    );
    const after = { ...original, batchTimeoutMs: 300, maxMessageCount: 7 };
    expect(applied).toMatchObject({
      verified: true,
      before: original,
      after,
      nodes: ['orderer0.regulator.test', 'peer0.tso.test', 'peer0.dso1.test', 'peer0.dso2.test'],
    });
    expect(await inForce()).toMatchObject({ settings: after, configBlock: applied['blockNumber'] });
    expect(applied).toMatchObject({ unreachable: [], signedBy: ['RegulatorMSP'] });
    expect(applied['transactionId']).toMatch(/^[0-9a-f]{64}$/);

    const back = await gridtuneJson(['rollback', String(applied['applicationId']), '--yes'], { home });
    expect(back).toMatchObject({ verified: true, before: after, after: original });
    expect(await inForce()).toMatchObject({ settings: original, configBlock: back['blockNumber'] });
    expect(back['blockNumber']).toBeGreaterThan(Number(applied['blockNumber']));
  });

  it('goes back to any settings on record', async () => {
    const first = await gridtuneJson(['apply', '--settings', '{"maxMessageCount": 8}', '--yes'], { home });
    await gridtuneJson(['rollback', '--yes'], { home });
    expect((await inForce()).settings).toEqual(original);
    const there = await gridtuneJson(['rollback', '--to', String(first['applicationId']), '--yes'], { home });
    expect(there).toMatchObject({ verified: true, after: { ...original, maxMessageCount: 8 } });
    const back = await gridtuneJson(['rollback', String(there['applicationId']), '--yes'], { home });
    expect(back).toMatchObject({ verified: true, after: original });
  });

  it('sends nothing when the settings are in force already', async () => {
    const before = await inForce();
    const answer = await gridtuneJson(['apply', '--settings', JSON.stringify(original), '--yes'], { home });
    expect(answer).toMatchObject({ changed: false, verified: true, blockNumber: before.configBlock });
    expect((await inForce()).configBlock).toBe(before.configBlock);
  });

  it.each([
    [
      'absoluteMaxBytes below 1 MiB',
      '{"absoluteMaxBytes": 6000, "preferredMaxBytes": 2048}',
      /absoluteMaxBytes: must be a whole number from 1048576/,
    ],
    [
      'preferred above absolute bytes',
      '{"absoluteMaxBytes": 1048576}',
      /preferredMaxBytes: must not be greater than absoluteMaxBytes/,
    ],
    ['an unknown setting', '{"blockSize": 5}', /blockSize: is not a known key/],
    ['something that is not JSON', '{batchTimeoutMs: 1}', /is not JSON/],
  ])('refuses %s before anything is sent', async (_, settings, message) => {
    const { code, stderr } = await gridtune(['apply', '--settings', settings, '--yes'], { home });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('does not change a live channel unasked', async () => {
    const { code, stderr } = await gridtune(['apply', '--settings', '{"batchTimeoutMs": 300}'], { home });
    expect(code).toBe(2);
    expect(stderr).toMatch(/add --yes/);
  });

  it('serves two changes at the same moment one after the other', async () => {
    const network = await openEmbeddedNetwork(path.join(home, 'network'));
    const [first, second] = await Promise.all([
      network.channel.apply({ ...original, maxMessageCount: 11 }),
      network.channel.apply({ ...original, maxMessageCount: 12 }),
    ]);
    expect(first.blockNumber).not.toBe(second.blockNumber);
    const { settings } = await network.channel.read();
    expect([11, 12]).toContain(settings.maxMessageCount);
    await network.channel.apply(original);
    network.channel.close();
  });
});
