import { describe, expect, it } from 'vitest';
import type { OrdererSettings } from '../../domain/settings.js';
import { changeWords, settingsWords } from './change-words.js';

const inForce: OrdererSettings = {
  maxMessageCount: 500,
  preferredMaxBytes: 2_097_152,
  absoluteMaxBytes: 10_485_760,
  batchTimeoutMs: 2000,
};

describe('a change in words', () => {
  it('names only what differs, with units', () => {
    expect(changeWords(inForce, { ...inForce, batchTimeoutMs: 250, preferredMaxBytes: 524_288 })).toBe(
      'batch timeout from 2,000 ms to 250 ms, preferred size of a block from 2 MiB to 512 KiB',
    );
    expect(changeWords(inForce, inForce)).toBe('nothing');
  });

  it('tells settings in one line', () => {
    expect(settingsWords({ ...inForce, maxMessageCount: 1 })).toBe(
      '1 transaction, 2,000 ms, preferred 2 MiB, greatest 10 MiB',
    );
  });
});
