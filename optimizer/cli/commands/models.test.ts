import { Command } from 'commander';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ProgressDouble } from '../../../test/doubles/network.js';
import { ModelFileError, NotFoundError } from '../../domain/errors.js';
import { modelRecordSchema, type ModelRecord } from '../../domain/model-record.js';
import { memoryStore } from '../../store/testing/memory-store.js';
import { modelRecord } from '../../store/testing/sample-values.js';
import type { CommandRegistry } from '../command.js';
import type { Services } from '../../operations/services.js';
import { registerModels } from './models.js';

// Files are opened as they are in the tests of model files; here it matters what follows.
const openModel = vi.hoisted(() => vi.fn());
vi.mock('../../ann/registry/open-model.js', () => ({ openModel }));
beforeEach(() => {
  openModel.mockReset();
});

async function setUp(...models: ModelRecord[]) {
  const store = memoryStore();
  for (const model of models) await store.models.insert(model);
  const progress = new ProgressDouble();
  const services = {
    store: async () => store,
    progress,
    paths: { models: '/models' },
  } as unknown as Services;
  const run = async (...argv: string[]) => {
    const answers: { value: unknown; text: string }[] = [];
    const output = { result: (value: unknown, text: string) => void answers.push({ value, text }) };
    const registry: CommandRegistry = (command, body) => {
      command.exitOverride().configureOutput({ writeErr: () => undefined });
      command.action((...parameters: unknown[]) => body({ services, output }, parameters));
    };
    const program = new Command();
    registerModels(program, registry);
    await program.parseAsync(['models', ...argv], { from: 'user' });
    const [answer] = answers;
    if (!answer || answers.length > 1) throw new Error(`${answers.length} answers`);
    return answer;
  };
  const statuses = async () =>
    Object.fromEntries((await store.models.list()).map(({ id, status }) => [id, status]));
  return { store, progress, run, statuses };
}

const champion = (id: string, second = 0) =>
  modelRecord(id, { status: 'champion', statusAt: `2026-01-02T03:04:0${second}.000Z` });

describe('models list', () => {
  it('shows every model, the oldest first', async () => {
    const { run } = await setUp(
      champion('a'),
      modelRecord('b', { createdAt: '2026-01-01T00:00:00.000Z', networkId: undefined }),
    );
    const { value, text } = await run('list');
    expect(value).toMatchObject([
      { id: 'b', status: 'candidate', rows: 10, kind: 'feed-forward 3-20-2' },
      { id: 'a', status: 'champion', rows: 10, networkId: 'n1', scores: { throughputTps: { mapePct: 1.5 } } },
    ]);
    const [heading, first] = text.split('\n');
    expect(heading).toMatch(/^model +created +kind +status +rows +tps MAPE % +latency MAPE % +coverage %$/);
    // Throughput has no intervals, mean latency has.
    expect(first).toMatch(
      /^b +2026-01-01T00:00:00\.000Z +feed-forward 3-20-2 +candidate +10 +1\.5 +1\.5 +- \/ 87\.5$/,
    );
  });

  it('shows one champion a network where a promotion was cut short', async () => {
    const { run } = await setUp(champion('a', 2), champion('b', 1));
    expect((await run('list')).value).toMatchObject([
      { id: 'a', status: 'champion' },
      { id: 'b', status: 'retired', statusReason: 'a was promoted after it' },
    ]);
  });

  it('is an empty list, and a word for people, where there is none', async () => {
    const { run } = await setUp();
    expect(await run('list')).toEqual({ value: [], text: expect.stringContaining('gridtune train') });
  });
});

describe('models show', () => {
  it('gives the whole record, and for people the lineage and the scores beside the baselines', async () => {
    const model = champion('a');
    const { value, text } = await (await setUp(model)).run('show', 'a');
    expect(modelRecordSchema.parse(value)).toEqual(model);
    for (const fact of ['n1', 'abc', '0.1.0+0123456789ab', 'wasm', 'm0', 'just trained', 'def'])
      expect(text).toContain(fact);
    expect(text).toMatch(/noise floor +mean latency 2\.5 %/);
    expect(text).toMatch(/after 8 rows +throughput 3 %, mean latency 12\.5 %/);
    expect(text).toMatch(/without batchTimeoutMs +error greater by throughput -0\.01 %/);
    expect(text).toMatch(
      /feed-forward 3-20-2 +1\.5 +1\.5 +2 +1\.5 +- \/ 87\.5\nmean +1\.5 +1\.5 +2 +- +- \/ 87\.5/,
    );
  });

  it('refuses an unknown id', async () => {
    await expect((await setUp()).run('show', 'a')).rejects.toThrow(NotFoundError);
  });
});

describe('models promote', () => {
  it('puts the model in charge and tells what it replaced', async () => {
    const { run, statuses } = await setUp(champion('a'), modelRecord('b'));
    expect(await run('promote', 'b')).toEqual({
      value: {
        modelId: 'b',
        status: 'champion',
        statusReason: 'was promoted by hand',
        changed: true,
        retired: ['a'],
      },
      text: 'model b is the champion now; a retired',
    });
    expect(await statuses()).toEqual({ a: 'retired', b: 'champion' });
    expect(openModel).toHaveBeenCalledWith(expect.objectContaining({ id: 'b' }), '/models');
  });

  it('succeeds without a change for the champion', async () => {
    const { run, store } = await setUp(champion('a'));
    expect(await run('promote', 'a')).toMatchObject({
      value: { changed: false, retired: [] },
      text: 'model a is the champion already',
    });
    expect(await store.models.list()).toEqual([champion('a')]);
  });

  it('refuses a model whose file is refused, and changes nothing', async () => {
    const { run, statuses } = await setUp(champion('a'), modelRecord('b'));
    openModel.mockRejectedValue(new ModelFileError('model file b.json is damaged'));
    await expect(run('promote', 'b')).rejects.toThrow(ModelFileError);
    expect(await statuses()).toEqual({ a: 'champion', b: 'candidate' });
  });

  it('refuses an unknown id', async () => {
    await expect((await setUp()).run('promote', 'b')).rejects.toThrow(NotFoundError);
  });
});

describe('models retire', () => {
  it('takes a candidate out of use, once', async () => {
    const { run, progress } = await setUp(champion('a'), modelRecord('b'));
    expect(await run('retire', 'b')).toEqual({
      value: {
        modelId: 'b',
        status: 'retired',
        statusReason: 'was retired by hand',
        changed: true,
        warnings: [],
      },
      text: 'model b is retired now',
    });
    expect(await run('retire', 'b')).toMatchObject({
      value: { changed: false },
      text: 'model b is retired already',
    });
    expect(progress.warnings).toEqual([]);
  });

  it('warns that a network has no champion now', async () => {
    const { run, progress, statuses } = await setUp(champion('a'));
    const { value } = await run('retire', 'a');
    expect(value).toMatchObject({ changed: true, warnings: [expect.stringContaining('none now')] });
    expect(progress.warnings.join()).toContain('none now');
    expect(await statuses()).toEqual({ a: 'retired' });
  });

  it('refuses an unknown id', async () => {
    await expect((await setUp()).run('retire', 'b')).rejects.toThrow(NotFoundError);
  });
});
