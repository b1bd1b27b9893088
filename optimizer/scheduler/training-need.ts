import { championOf, type ModelRecord } from '../domain/model-record.js';
import type { Store } from '../domain/ports.js';
import type { MeasuredRound } from '../domain/round.js';

/** What there is to learn from, and who has learnt it. */
export interface TrainingNeed {
  /** Of the newest round; undefined where nothing was measured. */
  readonly networkId: string | undefined;
  readonly champion: ModelRecord | undefined;
  /** Measured rounds of the network, in the order in which they were begun. */
  readonly rounds: readonly MeasuredRound[];
  /** Of these, what the champion has not learnt from and is newer than all that it has. */
  readonly sinceChampion: readonly MeasuredRound[];
  /** Of these, what no other model has learnt from either: a training without one gives the same model again. */
  readonly untried: readonly MeasuredRound[];
  /** The newest model of the network, whether or not it is in charge. */
  readonly newest: ModelRecord | undefined;
}

/** The network is that of the newest measured round, as for a training on all rounds. @throws StoreUnreachableError */
export async function trainingNeed(store: Pick<Store, 'rounds' | 'models'>): Promise<TrainingNeed> {
  const measured = (await store.rounds.list({ kind: 'measured' }))
    .filter((round) => round.kind === 'measured')
    .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
  const networkId = measured.at(-1)?.context.networkId;
  const models = await store.models.list();
  const ofNetwork = models.filter((model) => model.networkId === networkId);
  const rounds = measured.filter(({ context }) => context.networkId === networkId);
  const champion = networkId === undefined ? undefined : championOf(models, networkId);
  const sinceChampion = champion ? newerThan(champion, rounds) : rounds;
  const tried = new Set(ofNetwork.flatMap(({ roundIds }) => roundIds));
  return {
    networkId,
    champion,
    rounds,
    sinceChampion,
    untried: sinceChampion.filter(({ id }) => !tried.has(id)),
    newest: ofNetwork.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0],
  };
}

function newerThan({ roundIds, createdAt }: ModelRecord, rounds: readonly MeasuredRound[]): MeasuredRound[] {
  const learnt = new Set(roundIds);
  const newestLearnt = rounds.filter(({ id }) => learnt.has(id)).at(-1)?.startedAt ?? createdAt;
  return rounds.filter(({ id, startedAt }) => !learnt.has(id) && startedAt > newestLearnt);
}
