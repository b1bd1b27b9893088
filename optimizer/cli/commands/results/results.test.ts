import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measuredRound } from '../../../dataset/round.fixture.js';
import { AlreadyExistsError, NotEnoughDataError, NotFoundError } from '../../../domain/errors.js';
import { memoryStore } from '../../../store/testing/memory-store.js';
import { sweep } from '../../../store/testing/sample-values.js';
import type { CommandRegistry } from '../../command.js';
import type { Services } from '../../../operations/services.js';
import { registerResults } from '../results.js';

const HEADER = 'max_message_count,batch_timeout_ms,send_rate_tps,throughput_tps,latency_avg_ms,note';
const TEXT = `${HEADER}\n1,2,3,4,5,a\n`;

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gridtune-cli-'));
  file = path.join(folder, 'from elsewhere.csv');
  await writeFile(file, TEXT);
});
afterAll(() => rm(folder, { recursive: true }));

/** The commands over a store of their own; what they answer comes back. */
function setUp() {
  const store = memoryStore();
  const services = { store: async () => store } as unknown as Services;
  const run = async (...argv: string[]) => {
    const answers: { value: unknown; text: string }[] = [];
    const output = { result: (value: unknown, text: string) => void answers.push({ value, text }) };
    const registry: CommandRegistry = (command, body) => {
      command.exitOverride().configureOutput({ writeErr: () => undefined });
      command.action((...parameters: unknown[]) => body({ services, output }, parameters));
    };
    const program = new Command();
    registerResults(program, registry);
    await program.parseAsync(['results', ...argv], { from: 'user' });
    return answers[0];
  };
  return { store, run };
}

describe('results', () => {
  it('exports rounds with a manifest that tells where they come from', async () => {
    const { store, run } = setUp();
    await store.sweeps.insert(sweep('s-1'));
    await store.sweeps.insert(sweep('s-2'));
    for (const replicate of [1, 2])
      await store.rounds.insert({ ...measuredRound({ replicate }), sweepId: 's-1' });
    const out = path.join(folder, 'surface.csv');
    const answer = await run('export', '--out', out, '--manifest');
    expect(answer?.value).toEqual({
      file: out,
      rows: 2,
      manifest: path.join(folder, 'surface.manifest.json'),
    });
    const manifest = JSON.parse(await readFile(path.join(folder, 'surface.manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({
      file: 'surface.csv',
      sha256: createHash('sha256')
        .update(await readFile(out))
        .digest('hex'),
      rows: 2,
      sweeps: [{ id: 's-1', planName: 'quick' }],
    });
    expect(manifest.contexts).toEqual([measuredRound({}).context]);
  });

  it('import, list and export a dataset beside sweeps', async () => {
    const { store, run } = setUp();
    await store.sweeps.insert(sweep('s-1'));
    expect((await run('import', file, '--name', 'field'))?.value).toMatchObject({
      name: 'field',
      rows: 1,
      file: 'from elsewhere.csv',
    });
    const listed = await run('list');
    expect(listed?.value).toMatchObject({
      sweeps: [{ sweepId: 's-1', plan: 'quick', planned: 1, measured: 0 }],
      datasets: [
        {
          name: 'field',
          rows: 1,
          columns: HEADER.split(','),
          file: 'from elsewhere.csv',
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ],
    });
    expect(listed?.text).toMatch(
      /^sweep .*\ns-1 .*\n\ndataset +rows +columns +file .*\nfield +1 +6 +from elsewhere\.csv/,
    );

    const out = path.join(folder, 'out.csv');
    expect((await run('export', '--dataset', 'field', '--out', out))?.value).toEqual({ file: out, rows: 1 });
    expect(await readFile(out, 'utf8')).toBe(TEXT);
  });

  it('import refuses a taken name unless told to replace', async () => {
    const { run } = setUp();
    await run('import', file, '--name', 'field');
    await expect(run('import', file, '--name', 'field')).rejects.toThrow(AlreadyExistsError);
    expect((await run('import', file, '--name', 'field', '--replace'))?.value).toMatchObject({ rows: 1 });
  });

  it('export gives every measured round, or those of one sweep', async () => {
    const { store, run } = setUp();
    const out = path.join(folder, 'rounds.csv');
    await expect(run('export', '--out', out)).rejects.toThrow(NotEnoughDataError);
    await store.rounds.insert(measuredRound({ id: 'a' }));
    await store.rounds.insert({ ...measuredRound({ id: 'b' }), sweepId: 'other' });
    expect((await run('export', '--out', out))?.value).toEqual({ file: out, rows: 2 });
    expect((await run('export', '--out', out, '--sweep', 'other'))?.value).toEqual({ file: out, rows: 1 });
    expect((await readFile(out, 'utf8')).split('\n')[1]).toContain(',other,');
  });

  it('export takes either a sweep or a dataset, and one that exists', async () => {
    const { run } = setUp();
    const out = path.join(folder, 'none.csv');
    await expect(run('export', '--out', out, '--sweep', 's', '--dataset', 'd')).rejects.toThrow(
      CommanderError,
    );
    await expect(run('export', '--out', out, '--dataset', 'd')).rejects.toThrow(NotFoundError);
    await expect(readFile(out)).rejects.toThrow('ENOENT');
  });
});
