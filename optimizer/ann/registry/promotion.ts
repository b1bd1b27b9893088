import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { NotFoundError } from '../../domain/errors.js';
import { championOf, type ModelRecord, type ModelStatus } from '../../domain/model-record.js';
import type { Store } from '../../domain/ports.js';
import { systemClock, waitUntil, type Clock } from '../../domain/wait.js';

/** Claims on channels are `<network>/<channel>`: this one meets none of them. */
const CLAIM_ID = 'models';
/** A change is a handful of small writes. */
const CLAIM_LASTS_MS = 10_000;
/** Longer than a dead holder's claim stands. */
const WAIT_MS = 15_000;

export interface StatusServices {
  readonly store: Pick<Store, 'models' | 'claims'>;
  readonly clock?: Clock | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PromotionRequest {
  readonly id: string;
  readonly reason: string;
  /** The champion that the model was compared with; another one by now is not replaced. */
  readonly insteadOf?: { readonly championId: string | undefined } | undefined;
}

export interface Promotion {
  readonly model: ModelRecord;
  /** Whether it is a champion now that it was not before. */
  readonly changed: boolean;
  /** Champions that it replaced: more than one if a promotion was cut short before. */
  readonly retired: readonly ModelRecord[];
}

/**
 * Makes a model the champion of its network. The new champion is written before the old one is retired: cut
 * short in between, two are left, of which `championOf` knows the newer one and the next promotion retires the
 * older. Promoting the champion changes nothing.
 * @returns the model with the status that it has now, which is its old one if `insteadOf` is another's.
 * @throws NotFoundError; DeadlineError if others do not come to an end with their change
 */
export async function promoteModel(
  services: StatusServices,
  { id, reason, insteadOf }: PromotionRequest,
): Promise<Promotion> {
  const { models } = services.store;
  return alone(services, async (nowMs) => {
    const all = await models.list();
    const model = present(all, id);
    const champion = championOf(all, model.networkId);
    if (insteadOf && champion?.id !== insteadOf.championId) {
      const overtaken = `${champion?.id ?? 'another model'} became champion while it was trained: ${promoteByHand(id)}`;
      return { model: await set(models, model, 'candidate', overtaken, nowMs), changed: false, retired: [] };
    }
    const changed = champion?.id !== id;
    // After the champion's own time even if that came from a clock that is ahead.
    const from = Math.max(nowMs, timeAfter(champion));
    const promoted = changed ? await set(models, model, 'champion', reason, from) : model;
    return { model: promoted, changed, retired: await retireOthers(models, all, promoted, nowMs) };
  });
}

export interface Retirement {
  readonly model: ModelRecord;
  /** Whether it was in use before. */
  readonly changed: boolean;
  /** Its network has no champion now. */
  readonly wasChampion: boolean;
}

/**
 * Takes a model out of use; one that is retired stays as it is.
 * @throws NotFoundError; DeadlineError
 */
export async function retireModel(
  services: StatusServices,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<Retirement> {
  const { models } = services.store;
  return alone(services, async (nowMs) => {
    const all = await models.list();
    const model = present(all, id);
    if (model.status === 'retired') return { model, changed: false, wasChampion: false };
    const wasChampion = championOf(all, model.networkId)?.id === id;
    // Before it: an older champion of a promotion cut short must not come back.
    if (wasChampion) await retireOthers(models, all, model, nowMs);
    return { model: await set(models, model, 'retired', reason, nowMs), changed: true, wasChampion };
  });
}

/** What to do about a model that was not promoted. */
export function promoteByHand(id: string): string {
  return `"gridtune models promote ${id}" puts it in charge`;
}

async function retireOthers(
  models: Store['models'],
  all: readonly ModelRecord[],
  champion: ModelRecord,
  nowMs: number,
): Promise<ModelRecord[]> {
  const others = all.filter(
    ({ id, status, networkId }) =>
      status === 'champion' && id !== champion.id && networkId === champion.networkId,
  );
  const retired: ModelRecord[] = [];
  for (const other of others)
    retired.push(await set(models, other, 'retired', `${champion.id} was promoted in its place`, nowMs));
  return retired;
}

async function set(
  models: Store['models'],
  model: ModelRecord,
  status: ModelStatus,
  statusReason: string,
  nowMs: number,
): Promise<ModelRecord> {
  const changed = { ...model, status, statusReason, statusAt: new Date(nowMs).toISOString() };
  await models.put(changed);
  return changed;
}

/** Runs `change` while nobody else that shares the store changes statuses. */
async function alone<T>(
  { store, clock = systemClock, signal }: StatusServices,
  change: (nowMs: number) => Promise<T>,
): Promise<T> {
  const holder = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;
  const common = { id: CLAIM_ID, holder, purpose: 'a change of model statuses', host: hostname() };
  await waitUntil(
    'another change of model statuses to end',
    async () => {
      const claim = { ...common, pid: process.pid, expiresAtMs: clock.now() + CLAIM_LASTS_MS };
      return (await store.claims.take(claim, clock.now())).taken || undefined;
    },
    WAIT_MS,
    { clock, signal },
  );
  try {
    return await change(clock.now());
  } finally {
    await store.claims.release(CLAIM_ID, holder);
  }
}

function present(models: readonly ModelRecord[], id: string): ModelRecord {
  const found = models.find((model) => model.id === id);
  if (found) return found;
  throw new NotFoundError(`there is no model ${id}: "gridtune models list" shows those that exist`);
}

function timeAfter(champion: ModelRecord | undefined): number {
  return champion ? Date.parse(champion.statusAt) + 1 : -Infinity;
}
