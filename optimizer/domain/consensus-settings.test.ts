import { describe, expect, it } from 'vitest';
import { explainSettings, settingsWithoutEffect } from './consensus-settings.js';
import { MIB } from './settings.js';

const before = {
  maxMessageCount: 500,
  preferredMaxBytes: 2 * MIB,
  absoluteMaxBytes: 10 * MIB,
  batchTimeoutMs: 2000,
};

describe('explainSettings', () => {
  it('has nothing to say of settings that stay', () => {
    expect(explainSettings('raft', before, before)).toEqual([]);
    expect(explainSettings('bft', before, before)).toEqual([]);
  });

  it('names what the orderers look at, for each setting that changes and no other', () => {
    expect(explainSettings('raft', before, { ...before, batchTimeoutMs: 300 })).toEqual([
      'batchTimeoutMs is BatchTimeout: the first transaction of a block waits no longer',
    ]);
    expect(explainSettings('bft', before, { ...before, batchTimeoutMs: 300 })[0]).toMatch(
      /^batchTimeoutMs is RequestBatchMaxInterval .* BatchTimeout is left alone, it has no effect$/,
    );
  });

  it('tells that under BFT a change waits as long as the batch timeout that it replaces', () => {
    const lines = explainSettings('bft', before, { ...before, batchTimeoutMs: 300 });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/within the 2000 ms of the batch timeout before it/);
  });

  it('warns of a change without any effect, under BFT alone', () => {
    const onlyPreferred = { ...before, preferredMaxBytes: MIB };
    const warning = /this change has no effect: under BFT nothing looks at preferredMaxBytes/;
    expect(explainSettings('bft', before, onlyPreferred).join('\n')).toMatch(warning);
    expect(explainSettings('raft', before, onlyPreferred).join('\n')).not.toMatch(/no effect/);
    const more = explainSettings('bft', before, { ...onlyPreferred, maxMessageCount: 9 }).join('\n');
    expect(more).not.toMatch(warning);
    expect(more).toMatch(/preferredMaxBytes is BatchSize.PreferredMaxBytes: without effect/);
  });
});

describe('settingsWithoutEffect', () => {
  it('is preferredMaxBytes under BFT', () => {
    expect(settingsWithoutEffect('bft')).toEqual(['preferredMaxBytes']);
    expect(settingsWithoutEffect('raft')).toEqual([]);
  });
});
