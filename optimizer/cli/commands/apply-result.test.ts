import { describe, expect, it } from 'vitest';
import { initialSettings } from '../../../test/doubles/network.js';
import type { Application } from '../../domain/application.js';
import { TakenBackError } from '../../domain/errors.js';
import { tellResult } from './apply-result.js';

const application: Application = {
  id: 'a-1',
  kind: 'apply',
  because: 'manual',
  networkId: 'net',
  channel: 'exchange',
  startedAt: '2026-01-31T12:00:00.000Z',
  before: initialSettings,
  after: { ...initialSettings, maxMessageCount: 10 },
  status: 'verified',
  sent: { configSequence: 4, fromBlock: 7, payloadSha256: 'ab', transactionId: 'cd' },
  signedBy: ['RegulatorMSP'],
  blockNumber: 7,
  elapsedMs: 120,
  nodes: ['orderer0', 'peer0'],
  unreachable: ['peer1'],
};

function told(of: Application, rollback?: Application) {
  const answers: { value: unknown; text: string }[] = [];
  const output = { result: (value: unknown, text: string) => void answers.push({ value, text }) };
  const tell = (): void => tellResult({ output }, of, rollback);
  return { tell, answers };
}

describe('tellResult', () => {
  it('answers with the proof of a change', () => {
    const { tell, answers } = told(application);
    tell();
    expect(answers).toEqual([
      {
        value: {
          applicationId: 'a-1',
          verified: true,
          blockNumber: 7,
          elapsedMs: 120,
          before: application.before,
          after: application.after,
          changed: true,
          nodes: ['orderer0', 'peer0'],
          unreachable: ['peer1'],
          transactionId: 'cd',
          signedBy: ['RegulatorMSP'],
          canary: undefined,
        },
        text: expect.stringMatching(/verified in block 7 and on 2 nodes after 120 ms\npeer1 did not answer/),
      },
    ]);
  });

  it('answers for a change that was taken back, and then fails with the reason', () => {
    const canary = { verdict: 'broken' as const, reason: 'too slow', watchedS: 3, transactions: 9 };
    const rollback: Application = { ...application, id: 'a-2', kind: 'rollback', blockNumber: 9 };
    const failed: Application = {
      ...application,
      status: 'failed',
      canary,
      reason: 'taken back by a-2: too slow',
    };
    const { tell, answers } = told(failed, rollback);
    expect(tell).toThrow(new TakenBackError('a-1 did not stay: taken back by a-2: too slow'));
    expect(answers[0]?.value).toMatchObject({
      verified: false,
      canary,
      rollback: { applicationId: 'a-2', blockNumber: 9 },
    });
  });
});
