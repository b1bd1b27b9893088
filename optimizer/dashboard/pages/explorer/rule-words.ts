import type { CutRule } from '../../../domain/block-cut.js';

export const RULE_WORDS: Readonly<Record<CutRule, string>> = {
  count: 'maxMessageCount is reached',
  timeout: 'batchTimeoutMs is over',
  bytes: 'the block is full in bytes',
};
