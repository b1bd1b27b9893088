import { Router } from 'express';
import { messageOf } from '../domain/errors.js';
import type { Store } from '../domain/ports.js';
import { withDeadline } from '../domain/wait.js';

const STORE_DEADLINE_MS = 2000;

/** What watchers ask: `/healthz`, whether the process answers; `/readyz`, whether it can do its work. */
export function healthRoutes(store: Pick<Store, 'claims'>): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    try {
      await withDeadline('the store', store.claims.find('readyz'), STORE_DEADLINE_MS);
      response.json({ status: 'ready' });
    } catch (error) {
      response.status(503).json({ status: 'not ready', reason: messageOf(error) });
    }
  });
  return router;
}
