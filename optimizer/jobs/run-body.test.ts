import { describe, expect, it } from 'vitest';
import { NotEnoughDataError } from '../domain/errors.js';
import { JOB_KINDS } from '../domain/job-request.js';
import type { Job } from '../domain/job.js';
import { jobBodies, type JobBodies } from './bodies/index.js';
import type { JobContext } from './job-body.js';
import { runBody } from './run-body.js';
import { TRAIN } from './testing/instances.js';

const context = { job: { id: 'j-1', kind: 'train', request: TRAIN } as Job } as JobContext;

function bodies(train: () => Promise<unknown>): JobBodies {
  return { ...jobBodies, train: async () => train as never };
}

describe('runBody', () => {
  it('gives what the body gives, as JSON has it', async () => {
    const result = { id: 'm-1', at: new Date(0), nothing: undefined };
    expect(
      await runBody(
        context,
        bodies(async () => result),
      ),
    ).toEqual({
      type: 'done',
      result: { id: 'm-1', at: '1970-01-01T00:00:00.000Z' },
    });
    expect(
      await runBody(
        context,
        bodies(async () => undefined),
      ),
    ).toEqual({ type: 'done', result: null });
  });

  it('tells an error of ours by its code, and of any other only where to look', async () => {
    const known = new NotEnoughDataError('12 rounds are too few');
    expect(
      await runBody(
        context,
        bodies(() => Promise.reject(known)),
      ),
    ).toEqual({
      type: 'failed',
      error: { code: 'NOT_ENOUGH_DATA', message: '12 rounds are too few', retry: 'never' },
    });
    const unknown = new TypeError('mongodb://user:secret@host');
    const outcome = await runBody(
      context,
      bodies(() => Promise.reject(unknown)),
    );
    expect(outcome).toMatchObject({
      type: 'failed',
      error: { code: 'INTERNAL', retry: 'never', message: expect.stringContaining('j-1') },
      stack: expect.stringContaining('TypeError'),
    });
    expect(JSON.stringify('error' in outcome && outcome.error)).not.toContain('secret');
  });

  it.each(JOB_KINDS)('knows a body for %s', async (kind) => {
    expect(await jobBodies[kind]()).toBeTypeOf('function');
  });
});
