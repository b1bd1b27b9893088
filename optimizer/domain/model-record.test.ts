import { describe, expect, it } from 'vitest';
import { championOf, withOneChampion, type ModelRecord } from './model-record.js';

const score = { mapePct: 1, medianApePct: 1, mae: 1, r2: null, coverage90Pct: null };
const scores = { throughputTps: score, latencyMeanMs: score };
const model = (id: string, changes: Partial<ModelRecord> = {}): ModelRecord => ({
  id,
  createdAt: '2026-01-02T03:04:05.000Z',
  kind: 'feed-forward 3-20-2',
  networkId: 'a',
  datasetHash: 'hash',
  roundIds: [],
  codeVersion: '0.1.0+0',
  seed: 1,
  backend: 'wasm',
  rows: { train: 3, validation: 1, test: 1 },
  trainSeconds: 1,
  scores,
  baselines: {},
  status: 'champion',
  statusReason: 'there was no champion',
  statusAt: '2026-01-02T03:04:05.000Z',
  file: { name: `${id}.json`, sha256: '0' },
  ...changes,
});
const later = { statusAt: '2026-01-02T03:04:06.000Z' };

describe('championOf', () => {
  it('is the champion of the network that is asked for', () => {
    const models = [
      model('retired', { status: 'retired', ...later }),
      model('candidate', { status: 'candidate', ...later }),
      model('here'),
      model('there', { networkId: 'b' }),
      model('imports', { networkId: undefined }),
    ];
    expect(championOf(models, 'a')?.id).toBe('here');
    expect(championOf(models, 'b')?.id).toBe('there');
    expect(championOf(models, undefined)?.id).toBe('imports');
    expect(championOf(models, 'c')).toBeUndefined();
  });

  it('is the one promoted last of several, whatever their order', () => {
    const models = [model('first', later), model('second'), model('elsewhere', { networkId: 'b' })];
    expect(championOf(models, 'a')?.id).toBe('first');
    expect(championOf(models.toReversed(), 'a')?.id).toBe('first');
  });

  it('is the one with the last id of several promoted at once', () => {
    const models = [model('m-2'), model('m-3'), model('m-1')];
    expect(championOf(models, 'a')?.id).toBe('m-3');
    expect(championOf(models.toReversed(), 'a')?.id).toBe('m-3');
  });
});

describe('withOneChampion', () => {
  it('retires all champions of a network but the last, says why, and leaves the others alone', () => {
    const models = [model('old'), model('new', later), model('there', { networkId: 'b' })];
    expect(withOneChampion(models)).toEqual([
      { ...models[0], status: 'retired', statusReason: 'new was promoted after it' },
      models[1],
      models[2],
    ]);
  });
});
