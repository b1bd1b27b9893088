import { GridtuneError } from '../domain/errors.js';
import type { DriftFinding } from '../domain/drift.js';
import type { ModelRecord } from '../domain/model-record.js';
import type { Network } from '../domain/ports.js';
import type { ScheduleWork } from '../domain/schedule.js';
import { driftWarnings } from '../recommender/drift.js';
import { beginJob, notNeeded, type Occasion, type WorkOutcome, type WorkServices } from './begin-work.js';
import { lookLive } from './drift-live.js';
import { trainingNeed, type TrainingNeed } from './training-need.js';

type DriftCheck = Extract<ScheduleWork, { readonly kind: 'drift-check' }>;

/**
 * Looks whether the champion still describes the network, and trains anew if it does not and there is something new to
 * learn from: whether the new model takes over is decided by the contest of `ann/registry`.
 * @throws StoreUnreachableError, CancelledError
 */
export async function checkDrift(
  check: DriftCheck,
  occasion: Occasion,
  services: WorkServices,
): Promise<WorkOutcome> {
  const need = await trainingNeed(services.store);
  const finding = await findDrift(check, need, services, occasion.signal);
  if (!finding.drifted) return { ...notNeeded(describeCalm(finding)), finding };
  const why = finding.reasons.map(({ message }) => message).join('; ');
  if (isNews(finding, occasion.lastFinding))
    await services.notifier.notify({
      type: 'drift-found',
      subjectId: finding.championId ?? occasion.schedule.id,
      message: `champion ${finding.championId ?? ''} does not describe the network any more: ${why}`,
      data: { scheduleId: occasion.schedule.id, reasons: finding.reasons },
    });
  if (need.untried.length === 0) {
    const advice =
      'nothing was measured since the newest model learnt, so that training would change nothing';
    return { outcome: 'skipped', reason: `${why}; ${advice}: measure first`, finding };
  }
  return { ...(await beginJob({ kind: 'train', datasets: [], seed: 1 }, why, occasion, services)), finding };
}

/** @throws StoreUnreachableError, CancelledError; a network that does not answer is part of the finding */
export async function findDrift(
  { newRounds, watchSeconds }: Pick<DriftCheck, 'newRounds' | 'watchSeconds'>,
  need: TrainingNeed,
  services: WorkServices,
  signal: AbortSignal,
): Promise<DriftFinding> {
  const at = new Date(services.clock.now()).toISOString();
  const { champion, untried } = need;
  const common = { at, newRounds: untried.length };
  if (!champion) return { ...common, drifted: false, reasons: [], liveNotJudged: 'there is no champion' };
  const reasons: DriftFinding['reasons'][number][] = [];
  if (untried.length >= newRounds)
    reasons.push({
      kind: 'new-rounds',
      message: `${untried.length} rounds were measured that no model has learnt from`,
    });
  const network = await networkOf(champion, services);
  if (typeof network === 'string') return findingOf(common, champion, reasons, { liveNotJudged: network });
  const changes = driftWarnings(await network.context(), newestLearnt(champion, need)?.context, undefined);
  reasons.push(...changes.map((message) => ({ kind: 'network-changed' as const, message })));
  const verdict = await lookLive(champion, watchSeconds, network, services, signal);
  if (verdict.kind === 'not-judged')
    return findingOf(common, champion, reasons, { liveNotJudged: verdict.reason });
  if (verdict.drift !== undefined) reasons.unshift({ kind: 'live-figures', message: verdict.drift });
  return findingOf(common, champion, reasons, { live: verdict.live });
}

function findingOf(
  common: Pick<DriftFinding, 'at' | 'newRounds'>,
  { id }: ModelRecord,
  reasons: DriftFinding['reasons'],
  live: Pick<DriftFinding, 'live' | 'liveNotJudged'>,
): DriftFinding {
  return { ...common, championId: id, drifted: reasons.length > 0, reasons, ...live };
}

/** The network of the champion, or why it cannot be looked at. */
async function networkOf(champion: ModelRecord, { services }: WorkServices): Promise<Network | string> {
  try {
    const network = await services.network();
    if (network.id === champion.networkId) return network;
    return `the newest rounds are of network ${champion.networkId ?? ''}, and ${network.id} is in use`;
  } catch (error) {
    if (error instanceof GridtuneError) return error.message;
    throw error;
  }
}

function newestLearnt({ roundIds }: ModelRecord, { rounds }: TrainingNeed) {
  const learnt = new Set(roundIds);
  return rounds.filter(({ id }) => learnt.has(id)).at(-1);
}

/** The same drift is told once, until it is over or more comes to it. */
function isNews(now: DriftFinding, before: DriftFinding | undefined): boolean {
  if (!before?.drifted || before.championId !== now.championId) return true;
  const known = new Set(before.reasons.map(({ kind }) => kind));
  return now.reasons.some(({ kind }) => !known.has(kind));
}

function describeCalm({ championId, live, liveNotJudged, newRounds }: DriftFinding): string {
  if (championId === undefined) return 'there is no champion yet: train a first model';
  const seen = live
    ? `live figures of ${live.windows} windows speak for champion ${championId}`
    : `live figures were not compared: ${liveNotJudged ?? ''}`;
  return `${seen}; ${newRounds} rounds that no model has learnt from`;
}
