import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Services } from '../../operations/services.js';
import { routes } from '../../service/routes.js';
import { openChangeService, type ChangeService } from '../../service/testing/change-service.js';
import { ProgressDouble } from '../../../test/doubles/network.js';
import { runProgram } from '../program.js';

/** Commands with --server against a service over HTTP, on a channel and a store in memory. */
describe('a command with --server', () => {
  let service: ChangeService;
  let folder: string;
  let progress: ProgressDouble;
  let cancel: AbortController;

  beforeEach(async () => {
    service = await openChangeService(routes);
    folder = await mkdtemp(path.join(tmpdir(), 'gridtune-remote-'));
    await writeFile(path.join(folder, 'token'), `${await service.token('admin')}\n`);
    progress = new ProgressDouble();
    cancel = new AbortController();
  });

  afterEach(async () => {
    await service.close();
    await rm(folder, { recursive: true });
  });

  async function run(...argv: string[]) {
    let [out, errors] = ['', ''];
    const code = await runProgram([...argv, '--json'], {
      version: '0.0.0-test',
      // Of this machine nothing but its terminal is needed.
      openServices: () =>
        ({ progress, signal: cancel.signal, close: async () => undefined }) as unknown as Services & {
          close(): Promise<void>;
        },
      writeOut: (text) => (out += text),
      writeError: (text) => (errors += text),
    });
    return { code, errors, result: out === '' ? undefined : JSON.parse(out) };
  }

  const here = (): string[] => ['--server', service.url, '--token-file', path.join(folder, 'token')];

  it('applies, with the steps of the job as progress, and rolls back', async () => {
    const before = await service.network.channel.read();
    const applied = await run('apply', '--settings', '{"batchTimeoutMs": 300}', '--yes', ...here());
    expect(applied).toMatchObject({ code: 0, errors: '', result: { verified: true } });
    expect((await service.network.channel.read()).settings.batchTimeoutMs).toBe(300);
    expect(progress.steps.join('\n')).toMatch(/^job j-/);
    const back = await run('rollback', '--yes', ...here());
    expect(back).toMatchObject({ code: 0, result: { verified: true } });
    expect((await service.network.channel.read()).settings).toEqual(before.settings);
    const jobs = await run('jobs', 'list', ...here());
    expect(
      jobs.result.items.map(({ kind, status }: { kind: string; status: string }) => [kind, status]),
    ).toEqual([
      ['rollback', 'done'],
      ['apply', 'done'],
    ]);
  });

  it('shows what an application would do, and does nothing', async () => {
    const preview = await run('apply', '--settings', '{"batchTimeoutMs": 300}', '--dry-run', ...here());
    expect(preview).toMatchObject({ code: 0, result: { after: { batchTimeoutMs: 300 } } });
    expect((await service.store.jobs.list()).length).toBe(0);
  });

  it('fails in the words of the service', async () => {
    const missing = await run('apply', 'r-none', '--yes', ...here());
    expect(missing).toMatchObject({ code: 1, result: undefined });
    expect(missing.errors).toMatch(/there is no recommendation r-none.*\[NOT_FOUND\]/);
    await writeFile(path.join(folder, 'token'), await service.token('viewer'));
    const forbidden = await run('apply', '--settings', '{"batchTimeoutMs": 300}', '--yes', ...here());
    expect(forbidden.errors).toMatch(/needs the role operator.*\[FORBIDDEN\]/);
  });

  it('says what it needs, and where it found nobody', async () => {
    const noToken = await run('models', 'list', '--server', service.url);
    expect(noToken).toMatchObject({ code: 2 });
    expect(noToken.errors).toMatch(/needs a token/);
    expect(await run('models', 'list', '--server', 'tuner')).toMatchObject({ code: 2 });
    const nobody = await run('models', 'list', '--server', 'http://127.0.0.1:1', ...here().slice(2));
    expect(nobody).toMatchObject({ code: 1 });
    expect(nobody.errors).toMatch(/cannot be reached.*\[SERVICE_UNREACHABLE\]/);
    expect(await run('jobs', 'list')).toMatchObject({ code: 2 });
  });

  it('makes tokens that work there, and revokes them', async () => {
    const { result } = await run('token', 'create', '--role', 'viewer', '--name', 'screen', ...here());
    await writeFile(path.join(folder, 'screen'), result.token);
    const asScreen = ['--server', service.url, '--token-file', path.join(folder, 'screen')];
    expect(await run('results', 'list', ...asScreen)).toMatchObject({ code: 0, result: { sweeps: [] } });
    expect(await run('token', 'revoke', result.id, ...here())).toMatchObject({ code: 0 });
    expect(await run('results', 'list', ...asScreen)).toMatchObject({ code: 1 });
  });
});
