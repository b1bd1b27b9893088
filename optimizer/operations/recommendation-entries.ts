import type { Store } from '../domain/ports.js';
import type { Recommendation } from '../domain/recommendation.js';
import { RecentlyUsed } from './recently-used.js';

/** A recommendation in a list, without what it rests on: that takes a hundred times as much. */
export type RecommendationEntry = Pick<
  Recommendation,
  | 'id'
  | 'createdAt'
  | 'objective'
  | 'load'
  | 'current'
  | 'settings'
  | 'decision'
  | 'reason'
  | 'modelId'
  | 'expectedGain'
  | 'probabilityBetter'
>;

/** A kilobyte each. */
const MOST_ENTRIES = 5000;
/** Read side by side. */
const AT_ONCE = 8;

/** What there is of recommendations, read once each: one that is stored is never changed. */
export class RecommendationEntries {
  readonly #recommendations: Store['recommendations'];
  readonly #entries = new RecentlyUsed<RecommendationEntry>(MOST_ENTRIES);

  constructor({ recommendations }: Pick<Store, 'recommendations'>) {
    this.#recommendations = recommendations;
  }

  /** The newest first. */
  async ids(): Promise<string[]> {
    const createdAt = [...(await this.#recommendations.stamps('createdAt'))];
    return createdAt.toSorted(([a, aAt], [b, bAt]) => compared(bAt, aAt) || compared(b, a)).map(([id]) => id);
  }

  /** @returns in the order of `ids`; without what is not there any more */
  async of(ids: readonly string[]): Promise<RecommendationEntry[]> {
    const entries: RecommendationEntry[] = [];
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      const some = await Promise.all(ids.slice(start, start + AT_ONCE).map(async (id) => this.#entry(id)));
      entries.push(...some.filter((entry) => entry !== undefined));
    }
    return entries;
  }

  async #entry(id: string): Promise<RecommendationEntry | undefined> {
    const known = this.#entries.get(id);
    if (known) return known;
    const stored = await this.#recommendations.find(id);
    if (!stored) return undefined;
    const entry = entryOf(stored);
    this.#entries.set(id, entry);
    return entry;
  }
}

function compared(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

function entryOf(recommendation: Recommendation): RecommendationEntry {
  const { id, createdAt, objective, load, current, settings, decision, modelId } = recommendation;
  const { reason, expectedGain, probabilityBetter } = recommendation;
  return {
    ...{ id, createdAt, objective, load, current, settings, decision, modelId },
    ...{ reason, expectedGain, probabilityBetter },
  };
}
