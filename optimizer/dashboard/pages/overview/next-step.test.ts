import { describe, expect, it } from 'vitest';
import type { Role } from '../../../domain/actor.js';
import type { Job } from '../../../domain/job.js';
import type { RecommendationEntry, ModelEntry } from '../../api-views.js';
import { nextStep, type Known } from './next-step.js';

const inForce = {
  maxMessageCount: 500,
  preferredMaxBytes: 2_097_152,
  absoluteMaxBytes: 10_485_760,
  batchTimeoutMs: 2000,
};
const better = { ...inForce, batchTimeoutMs: 150 };
const recommendation = {
  id: 'r-1',
  decision: 'change',
  current: inForce,
  settings: better,
  expectedGain: { figure: 'latencyMeanMs', changePct: -61.25, low: -70, high: -50 },
} as RecommendationEntry;
const job = (status: Job['status'], kind = 'sweep', id = 'j-1') => ({ id, kind, status }) as Job;

/** Everything done and a change recommended. */
function known(change: Partial<Known> = {}, role: Role = 'viewer'): Known {
  return {
    me: { kind: 'token', id: 't', name: 'me', role, approvalsRequired: 1 },
    network: {
      ...{ id: 'n', channel: 'c', consensus: 'raft', settings: inForce, configSequence: 3, height: 9 },
      ...{ nodes: [], healthy: true, problem: null },
    },
    jobs: [],
    rounds: 24,
    champion: { id: 'm' } as ModelEntry,
    recommendation,
    ...change,
  };
}

describe('what to do next', () => {
  it('is to see to a network that is not healthy, before all else', () => {
    const network = { ...known().network, healthy: false, problem: 'peer0 does not answer' };
    const step = nextStep(known({ network, jobs: [job('awaiting-approval')], rounds: 0 }));
    expect(step).toMatchObject({ kind: 'bad', text: expect.stringContaining('peer0 does not answer') });
  });

  it('is to decide on what waits for approval, for those who may', () => {
    const jobs = [job('running'), job('awaiting-approval', 'apply', 'j-2')];
    expect(nextStep(known({ jobs })).link?.text).toMatch(/See/);
    const step = nextStep(known({ jobs }, 'approver'));
    expect(step).toMatchObject({
      kind: 'warn',
      link: { href: '#/applications/job/j-2', text: expect.stringMatching(/decide/) },
    });
  });

  it('leads to all of them where several wait', () => {
    const jobs = [job('awaiting-approval', 'apply', 'j-1'), job('awaiting-approval', 'apply', 'j-2')];
    expect(nextStep(known({ jobs }))).toMatchObject({ text: /^2 changes/, link: { href: '#/applications' } });
  });

  it('is to wait for what is under way, running before waiting', () => {
    const step = nextStep(known({ jobs: [job('queued', 'train', 'j-2'), job('running', 'sweep', 'j-1')] }));
    expect(step).toMatchObject({
      text: expect.stringMatching(/^A sweep is under way/),
      link: { href: '#/sweeps/jobs/j-1' },
    });
  });

  it('is to measure, then to train, then to ask', () => {
    const nothing = { champion: undefined, recommendation: undefined };
    expect(nextStep(known({ ...nothing, rounds: 0 })).link?.href).toBe('#/sweeps/new');
    expect(nextStep(known(nothing)).link?.href).toBe('#/models');
    expect(nextStep(known({ recommendation: undefined })).link?.href).toBe('#/recommendation');
  });

  it('is to apply what is recommended, with what it brings', () => {
    const step = nextStep(known());
    expect(step.text).toBe(
      'Other settings are recommended (batchTimeoutMs 2000 to 150): mean latency is expected to be 61.3 % lower, ' +
        '50 to 70 % with 90 % probability.',
    );
    expect(step.link?.href).toBe('#/recommendation/r-1');
  });

  it('claims no range for a gain that may be a loss', () => {
    const expectedGain = { figure: 'latencyMeanMs', changePct: -5, low: -12, high: 4 } as const;
    const step = nextStep(known({ recommendation: { ...recommendation, expectedGain } }));
    expect(step.text).toMatch(/5 % lower\.$/);
  });

  it('is nothing where the recommended settings are in force, or none are better', () => {
    const applied = { ...known().network, settings: better };
    expect(nextStep(known({ network: applied }))).toMatchObject({ kind: 'good' });
    const stay = { ...recommendation, decision: 'stay', settings: better } as RecommendationEntry;
    expect(nextStep(known({ recommendation: stay }))).toMatchObject({ kind: 'good' });
  });

  it('is to ask anew where the settings have changed since', () => {
    const network = { ...known().network, settings: { ...inForce, maxMessageCount: 10 } };
    expect(nextStep(known({ network }))).toMatchObject({ kind: 'warn', link: { href: '#/recommendation' } });
  });
});
