import { beforeEach, describe, expect, it, vi } from 'vitest';
import { InvalidInputError, NotFoundError } from '../../domain/errors.js';
import type { Job } from '../../domain/job.js';
import type { RequestOf } from '../../domain/job-request.js';
import { memoryStore } from '../../store/testing/memory-store.js';
import { modelRecord, sweep } from '../../store/testing/sample-values.js';
import type { JobContext } from '../job-body.js';
import { trainBody } from './train.js';

const trainAndRegister = vi.hoisted(() => vi.fn());
vi.mock('../../ann/registry/register-model.js', () => ({ trainAndRegister }));

beforeEach(() => {
  trainAndRegister.mockReset();
  trainAndRegister.mockImplementation(async () => ({ record: modelRecord('m-1', { networkId: undefined }) }));
});

async function contextOf() {
  const store = memoryStore();
  await store.sweeps.insert(sweep('s-1'));
  const { signal } = new AbortController();
  const progress = { step: () => undefined, advance: () => undefined, warn: () => undefined };
  const services = { store: async () => store, paths: { models: '/models' }, progress, signal } as never;
  const context: JobContext = { services, job: { id: 'j-1' } as Job, tellSubject: async () => undefined };
  return { context, store, progress, signal };
}

describe('a job that trains', () => {
  it('learns from what is named, and ends with the record of the model', async () => {
    const { context, store, progress, signal } = await contextOf();
    const request: RequestOf<'train'> = { kind: 'train', datasets: ['s-1'], seed: 7, priorModelId: 'm-0' };
    const result = await trainBody(request, context);
    expect(trainAndRegister).toHaveBeenCalledWith(
      { store, modelsDirectory: '/models', progress },
      { sweepIds: ['s-1'], imports: [], seed: 7, priorModelId: 'm-0' },
      signal,
    );
    // As JSON has it: what is undefined is not there.
    expect(result).toStrictEqual(JSON.parse(JSON.stringify(modelRecord('m-1', { networkId: undefined }))));
  });

  it.each(['../../etc/passwd', '/etc/passwd', 'results.csv', 'a\\b', ''])(
    'never reads the file %j of this machine',
    async (name) => {
      const { context } = await contextOf();
      const request: RequestOf<'train'> = { kind: 'train', datasets: [name], seed: 1 };
      await expect(trainBody(request, context)).rejects.toThrow(InvalidInputError);
      expect(trainAndRegister).not.toHaveBeenCalled();
    },
  );

  it('says which name nothing has', async () => {
    const { context } = await contextOf();
    const request: RequestOf<'train'> = { kind: 'train', datasets: ['nobody'], seed: 1 };
    await expect(trainBody(request, context)).rejects.toThrow(NotFoundError);
  });
});
