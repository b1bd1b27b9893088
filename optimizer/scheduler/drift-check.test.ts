import { beforeEach, describe, expect, it } from 'vitest';
import { simulatedBlocks } from '../apply/canary/simulated-channel.fixture.js';
import type { DriftFinding } from '../domain/drift.js';
import { NetworkDownError } from '../domain/errors.js';
import { claimIdOf } from '../domain/exclusive-channel.js';
import type { MeasuredRound } from '../domain/round.js';
import { claim, measuredRound, modelRecord } from '../store/testing/sample-values.js';
import type { WorkOutcome, WorkServices } from './begin-work.js';
import type { AskedModel } from './champion-expectation.js';
import { checkDrift } from './drift-check.js';
import { openStage, type Stage } from './schedule-services.fixture.js';

/** What 40 tps at a timeout of 500 ms take on the simulated channel, about. */
const RIGHT_MS = 270;

/** A model that expects a mean latency, a third up or down. */
function model(latencyMeanMs: number): AskedModel {
  const around = (value: number) => ({ low: value / 1.33, high: value * 1.33 });
  return {
    artifact: { box: { sendRateTps: { min: 10, max: 200 } } },
    predict: (points) =>
      points.map(({ sendRateTps }) => ({
        throughputTps: sendRateTps,
        latencyMeanMs,
        interval90: { throughputTps: around(sendRateTps), latencyMeanMs: around(latencyMeanMs) },
      })),
  };
}

describe('a drift check', () => {
  let stage: Stage;
  let services: WorkServices;

  beforeEach(async () => {
    stage = openStage('2026-11-22T12:00:00Z');
    stage.network.channel.live = [
      ...simulatedBlocks({ rateTps: 40, maxMessageCount: 100, batchTimeoutMs: 500 }, 60_000, 1),
    ];
    await stage.store.rounds.insert(await round('s1/p1/1'));
    await stage.store.models.insert(
      modelRecord('m1', { status: 'champion', networkId: 'net', roundIds: ['s1/p1/1'] }),
    );
    services = { ...stage.services(), openModel: async () => model(RIGHT_MS) };
  });

  /** A round of the network as it is. */
  async function round(id: string, changes: Partial<MeasuredRound> = {}): Promise<MeasuredRound> {
    const load = { workload: 'publish', sendRateTps: 40 } as const;
    return measuredRound(id, { context: await stage.network.context(), load, ...changes });
  }

  async function check(newRounds = 20, lastFinding?: DriftFinding): Promise<WorkOutcome> {
    const work = { kind: 'drift-check', newRounds, watchSeconds: 60 } as const;
    const schedule = (await stage.store.schedules.find('s-1')) ?? (await stage.schedule({ work }));
    const at = '2026-11-22T12:00:00.000Z';
    const { signal } = new AbortController();
    return checkDrift(work, { schedule, at, signal, lastFinding }, services);
  }

  const later = { startedAt: '2026-11-22T11:00:00.000Z', endedAt: '2026-11-22T11:00:10.000Z' };

  it('finds none where the champion is right, and tells nobody', async () => {
    const outcome = await check();
    expect(outcome).toMatchObject({
      outcome: 'not-needed',
      reason: expect.stringContaining('speak for champion m1'),
      finding: { championId: 'm1', drifted: false, reasons: [], live: { windows: 5 } },
    });
    expect(stage.told).toEqual([]);
  });

  it('finds live figures that are not as the champion expects, and trains if there is something new', async () => {
    services = { ...services, openModel: async () => model(2 * RIGHT_MS) };
    const nothingNew = await check();
    expect(nothingNew).toMatchObject({
      outcome: 'skipped',
      reason: expect.stringMatching(/mean latency is .*measure first$/),
      finding: { drifted: true, reasons: [{ kind: 'live-figures' }], live: { windows: 5 } },
    });
    expect(await stage.jobs()).toEqual([]);
    await stage.store.rounds.insert(await round('s2/p1/1', later));
    expect(await check()).toMatchObject({ outcome: 'started', finding: { newRounds: 1 } });
    expect(await stage.jobs()).toMatchObject([{ kind: 'train', requestedBy: { kind: 'schedule' } }]);
  });

  it('tells the same drift once', async () => {
    services = { ...services, openModel: async () => model(2 * RIGHT_MS) };
    const { finding } = await check();
    expect(stage.told).toMatchObject([{ type: 'drift-found', subjectId: 'm1' }]);
    await check(20, finding);
    expect(stage.told).toHaveLength(1);
    await stage.store.rounds.insert(await round('s2/p1/1', later));
    await check(1, finding);
    expect(stage.told).toHaveLength(2);
  });

  it('finds rounds that no model has learnt from, from as many on as it is told', async () => {
    await stage.store.rounds.insert(await round('s2/p1/1', later));
    expect(await check(2)).toMatchObject({ outcome: 'not-needed', finding: { newRounds: 1 } });
    await stage.store.rounds.insert(await round('s2/p1/2', later));
    expect(await check(2)).toMatchObject({
      outcome: 'started',
      finding: { reasons: [{ kind: 'new-rounds' }], newRounds: 2 },
    });
  });

  it('finds a network that is not as the champion learnt it', async () => {
    const context = await stage.network.context();
    stage.network.context = async () => ({ ...context, peers: 5, versions: { fabric: '3.2.0' } });
    expect(await check()).toMatchObject({
      outcome: 'skipped',
      finding: {
        reasons: [{ kind: 'network-changed', message: expect.stringContaining('peers 5 instead of 3') }],
      },
    });
  });

  it.each([
    [
      'a sweep that holds the channel',
      async () =>
        void (await stage.store.claims.take(
          claim(claimIdOf(stage.network), 'other', {
            purpose: 'sweep s-9',
            expiresAtMs: stage.clock.now() + 9000,
          }),
          stage.clock.now(),
        )),
      'the channel is in use: sweep s-9',
    ],
    [
      'a node that is down',
      async () =>
        void (stage.network.down = [
          { name: 'peer1', kind: 'peer', address: '', healthy: false, problem: 'does not answer' },
        ]),
      'peer1 is not well (does not answer), which is a fault and not drift',
    ],
    [
      'too little traffic',
      async () => void (stage.network.channel.live = []),
      '0 of at least 4 windows could be compared',
    ],
    [
      'a network that is down',
      async () =>
        void (services = {
          ...services,
          services: {
            ...services.services,
            network: async () => {
              throw new NetworkDownError('no orderer answers');
            },
          },
        }),
      'no orderer answers',
    ],
  ])('compares nothing because of %s, and says so', async (_, arrange, reason) => {
    services = { ...services, openModel: async () => model(2 * RIGHT_MS) };
    await arrange();
    expect(await check()).toMatchObject({
      outcome: 'not-needed',
      finding: { drifted: false, liveNotJudged: reason },
    });
  });

  it('needs a champion', async () => {
    await stage.store.models.put(modelRecord('m1', { status: 'retired', networkId: 'net' }));
    expect(await check()).toMatchObject({
      outcome: 'not-needed',
      reason: 'there is no champion yet: train a first model',
    });
  });
});
