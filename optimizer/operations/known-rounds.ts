import type { Store } from '../domain/ports.js';
import type { Round } from '../domain/round.js';

/** Rounds as this process knows them, so that asking often costs the store little. */
export interface KnownRounds {
  /**
   * Every stored round, ordered by id. What was stored a second ago or earlier is in it; what came later may be.
   * The list is shared by all who ask: it is not to be changed.
   * @throws StoreUnreachableError, CorruptDocumentError
   */
  list(): Promise<readonly Round[]>;
}

type RoundStore = Pick<Store, 'rounds'>;

/** So long an answer is given again without asking the store. */
const FRESH_MS = 1000;
/** More new rounds than these are read in one go: single reads walk the collection too. */
const MOST_SINGLE_READS = 8;

const ofStores = new WeakMap<RoundStore['rounds'], KnownRounds>();

/** The same object for the same store, whoever asks. */
export function knownRounds(store: RoundStore, now: () => number = () => performance.now()): KnownRounds {
  const known = ofStores.get(store.rounds) ?? follow(store, now);
  ofStores.set(store.rounds, known);
  return known;
}

function follow({ rounds }: RoundStore, now: () => number): KnownRounds {
  let list: readonly Round[] = [];
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  const read = async (): Promise<void> => {
    const askedAtMs = now();
    // A round that is measured again keeps its id, and ends later.
    const stamps = await rounds.stamps('endedAt');
    const byId = new Map(list.map((round) => [round.id, round]));
    const changed = [...stamps].filter(([id, endedAt]) => byId.get(id)?.endedAt !== endedAt);
    if (changed.length > MOST_SINGLE_READS) list = await rounds.list();
    else if (changed.length > 0 || stamps.size !== list.length) {
      const found = await Promise.all(changed.map(async ([id]) => rounds.find(id)));
      for (const round of found) if (round) byId.set(round.id, round);
      list = [...byId.values()]
        .filter(({ id }) => stamps.has(id))
        .toSorted((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
    }
    readAtMs = askedAtMs;
  };

  return {
    async list() {
      if (now() - readAtMs >= FRESH_MS) {
        reading ??= read().finally(() => (reading = undefined));
        await reading;
      }
      return list;
    },
  };
}
