import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Actor } from '../domain/actor.js';
import { AlreadyExistsError, IdempotencyError, InvalidInputError } from '../domain/errors.js';
import type { KeptAnswer } from '../domain/idempotency.js';
import type { Store } from '../domain/ports.js';
import type { Reply } from './route.js';

export interface KeyedRequest {
  readonly key: string;
  readonly actor: Actor;
  readonly request: Pick<Request, 'method' | 'originalUrl' | 'body'>;
  readonly store: Pick<Store, 'keptAnswers'>;
}

/** After so long a first request that never ended is taken for dead. */
const ABANDONED_MS = 60_000;

/**
 * Answers a request that is sent twice under one key once: the second gets the answer of the first.
 * @throws IdempotencyError if the key was used for another body, or its first request is still under way
 */
export async function keepingAnswer(
  { key, actor, request, store }: KeyedRequest,
  work: () => Promise<Reply<unknown>>,
): Promise<Reply<unknown>> {
  if (!/^[\x21-\x7e]{1,200}$/.test(key))
    throw new InvalidInputError('Idempotency-Key', [
      { path: '', message: 'must be 1 to 200 printable characters' },
    ]);
  const id = sha256([actor.id, request.method, request.originalUrl, key]);
  const bodySha256 = sha256(request.body ?? null);
  const begun: KeptAnswer = { id, version: 1, bodySha256, startedAt: new Date().toISOString() };
  const kept = await begin(begun, store);
  if (kept.answer)
    return { ...kept.answer, headers: { ...kept.answer.headers, 'Idempotency-Replayed': 'true' } };
  try {
    const reply = await work();
    const { status = 202, body, location, etag, headers = {} } = reply;
    const told = { ...headers, ...(location ? { Location: location } : {}), ...(etag ? { ETag: etag } : {}) };
    await store.keptAnswers.replace({
      ...kept,
      version: kept.version + 1,
      answer: { status, headers: told, body },
    });
    return { ...reply, status };
  } catch (error) {
    // What failed may be tried again under the same key.
    await store.keptAnswers.remove(id);
    throw error;
  }
}

/** @returns `begun` if it is ours to answer, else what was answered before. */
async function begin(begun: KeptAnswer, store: Pick<Store, 'keptAnswers'>): Promise<KeptAnswer> {
  try {
    await store.keptAnswers.insert(begun);
    return begun;
  } catch (error) {
    if (!(error instanceof AlreadyExistsError)) throw error;
  }
  const before = await store.keptAnswers.find(begun.id);
  if (!before) throw underWay();
  if (before.bodySha256 !== begun.bodySha256)
    throw new IdempotencyError('this Idempotency-Key was used for another request: take a new one');
  if (before.answer) return before;
  const abandoned = Date.now() - Date.parse(before.startedAt) >= ABANDONED_MS;
  const taken: KeptAnswer = { ...begun, version: before.version + 1 };
  if (abandoned && (await store.keptAnswers.replace(taken))) return taken;
  throw underWay();
}

function underWay(): IdempotencyError {
  return new IdempotencyError('a request under this Idempotency-Key is still under way: ask again shortly');
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
