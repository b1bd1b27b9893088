import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { StoreUnreachableError } from '../domain/errors.js';
import { memoryStore, type MemoryStore } from '../store/testing/memory-store.js';
import { jobRequestSchema } from '../domain/job-request.js';
import type { Job } from '../domain/job.js';
import { healthRoutes } from './health.js';
import { createMetrics } from './metrics.js';

describe('what watchers ask', () => {
  let store: MemoryStore;
  let server: Server;
  let url: string;
  beforeEach(async () => {
    store = memoryStore();
    const metrics = createMetrics(store);
    const app = express();
    app.use(metrics.timing, healthRoutes(store), metrics.router);
    const api = express.Router();
    api.get('/jobs/:id', (_request, response) => void response.json({}));
    app.use('/api/v1', api);
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function ask(path: string): Promise<{ status: number; text: string }> {
    const response = await fetch(`${url}${path}`);
    return { status: response.status, text: await response.text() };
  }

  it('is ready as long as the store answers, and alive without it', async () => {
    expect(await ask('/readyz')).toMatchObject({ status: 200 });
    const away = vi
      .spyOn(store.claims, 'find')
      .mockRejectedValue(new StoreUnreachableError('no store answers'));
    expect(await ask('/readyz')).toMatchObject({
      status: 503,
      text: expect.stringContaining('no store answers'),
    });
    expect(await ask('/healthz')).toMatchObject({ status: 200 });
    away.mockRestore();
    expect(await ask('/readyz')).toMatchObject({ status: 200 });
  });

  it('counts requests by route and never by path, and jobs by status', async () => {
    const asker = { kind: 'token', id: 't', name: 't', role: 'admin' } as const;
    const job: Job = {
      ...{ id: 'j-1', version: 1, kind: 'train', status: 'queued', requestedBy: asker, attempt: 0 },
      ...{ requestedAt: '2026-01-02T03:04:05.000Z', approvalsRequired: 0, approvals: [], lastEvent: 0 },
      request: jobRequestSchema.parse({ kind: 'train' }),
    };
    await store.jobs.insert(job);
    await ask('/api/v1/jobs/j-1');
    await ask('/api/v1/jobs/j-2');
    await ask('/api/v1/nothing-of-the-kind');
    const { text } = await ask('/metrics');
    expect(text).toMatch(
      /request_duration_seconds_count\{method="GET",route="\/api\/v1\/jobs\/:id",status="200"\} 2/,
    );
    expect(text).toMatch(/request_duration_seconds_count\{method="GET",route="other",status="404"\} 1/);
    expect(text).not.toMatch(/j-1|nothing-of/);
    expect(text).toMatch(/gridtune_jobs\{status="queued"\} 1/);
    expect(text).toMatch(/gridtune_jobs\{status="running"\} 0/);
  });
});
