import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import { openEmbeddedNetwork } from '../../network/embedded-network.js';
import type { Actor } from '../../optimizer/domain/actor.js';
import type { JobRequest } from '../../optimizer/domain/job-request.js';
import type { ChannelState, Store } from '../../optimizer/domain/ports.js';
import { waitUntil } from '../../optimizer/domain/wait.js';
import { gridtune, root } from './cli.js';
import { openStore } from './stored.js';

const home = inject('home');
const at = '2026-01-31T12:00:00.000Z';
const asker: Actor = { kind: 'token', id: 'night1', name: 'night shift', role: 'operator' };
const boss: Actor = { kind: 'token', id: 'boss1', name: 'boss', role: 'approver' };
const inWords = 'token night shift (night1), approved by token boss (boss1)';

let store: Store;
beforeAll(async () => {
  store = await openStore();
});
afterAll(async () => store?.close());
const attempts: ChildProcess[] = [];
afterEach(() => {
  for (const child of attempts.splice(0)) child.kill('SIGKILL');
});

async function onChannel(): Promise<ChannelState> {
  const network = await openEmbeddedNetwork(path.join(home, 'network'));
  try {
    return await network.channel.read();
  } finally {
    network.channel.close();
  }
}

async function job(id: string, request: JobRequest): Promise<void> {
  await store.jobs.insert({
    ...{ id, version: 1, kind: request.kind, request, status: 'running', attempt: 1, lastEvent: 0 },
    ...{ requestedBy: asker, requestedAt: at, approvalsRequired: 1, approvals: [{ by: boss, at }] },
  });
}

/** One attempt at a job, in a process of its own. */
function attempt(jobId: string, haltAt = '') {
  const script = path.join(root, 'test', 'live', 'halting-job.mjs');
  const child = spawn(process.execPath, [script, jobId, haltAt], {
    env: { ...process.env, GRIDTUNE_HOME: home, MONGODB_URI: '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  attempts.push(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = once(child, 'close');
  return {
    stderr: () => stderr,
    outcome: async () => {
      await ended;
      if (stdout === '') throw new Error(`it told no end: ${stderr}`);
      return JSON.parse(stdout);
    },
    killedWhenHalted: async () => {
      await waitUntil(
        `the job to halt ${haltAt}`,
        () => {
          if (child.exitCode !== null) throw new Error(`it ended: ${stderr} ${stdout}`);
          return stderr.includes('halted') || undefined;
        },
        60_000,
        { everyMs: 20 },
      );
      child.kill('SIGKILL');
      await ended;
    },
  };
}

interface Recorded {
  readonly record: { readonly action: string; readonly requestedBy?: string };
  readonly standing: string;
}

it('a job that was killed while it applied is taken over: one application, in the name of who asked; then taken back', async () => {
  const original = await onChannel();
  const maxMessageCount = original.settings.maxMessageCount + 7;
  await job('j-apply', { kind: 'apply', settings: { maxMessageCount } });
  await attempt('j-apply', 'after submit').killedWhenHalted();
  const { subjectId: id } = (await store.jobs.find('j-apply')) ?? {};
  if (id === undefined) throw new Error('the killed attempt said nothing of what it was about to make');
  expect(await store.applications.find(id)).toMatchObject({ status: 'sent' });

  const second = await attempt('j-apply').outcome();
  expect(second).toMatchObject({
    type: 'done',
    result: { applicationId: id, verified: true, after: { maxMessageCount } },
  });
  const applied = await onChannel();
  expect(applied.sequence).toBe(original.sequence + 1);
  expect(applied.settings).toEqual({ ...original.settings, maxMessageCount });
  const made = await store.applications.list({ kind: 'apply' });
  expect(made.filter(({ after }) => after.maxMessageCount === maxMessageCount)).toHaveLength(1);

  await job('j-back', {
    kind: 'rollback',
    applicationId: id,
    watch: { seconds: 5, probeTps: 10, limits: ['latencyP95Ms<=30000'] },
  });
  const back = attempt('j-back');
  expect(await back.outcome()).toMatchObject({ type: 'done', result: { verified: true } });
  expect((await onChannel()).settings).toEqual(original.settings);
  expect(back.stderr()).toMatch(/"canary":\{"watchS":5,.*"figure":"latencyP95Ms",.*"evidencePct":\d/);

  // The ledger keeps who asked, too; other tests on this network leave disagreements of their own.
  const { stdout } = await gridtune(['audit', '--subject', id, '--json'], { home });
  const { records }: { records: Recorded[] } = JSON.parse(stdout);
  const steps = records.map(({ record }) => record.action);
  expect(steps).toEqual(
    expect.arrayContaining(['intended', 'applied', 'verified', 'reconciled', 'rolled-back']),
  );
  expect(steps.filter((action) => action === 'applied')).toHaveLength(1);
  for (const { record, standing } of records) {
    expect(record.requestedBy).toBe(inWords);
    expect(standing).toBe('agreed');
  }
});
