import { Advice } from '../operations/advice.js';
import { OpenedModels } from '../operations/opened-models.js';
import { RecommendationEntries } from '../operations/recommendation-entries.js';
import type { ServiceParts } from './parts.js';

interface SharedAdvice {
  readonly models: OpenedModels;
  readonly advice: Advice;
  readonly entries: RecommendationEntries;
}

const ofStores = new WeakMap<ServiceParts['store'], SharedAdvice>();

/** What predicts and recommends from memory: the same for every route on one store. */
export function adviceOf({
  services,
  store,
  advise,
}: Pick<ServiceParts, 'services' | 'store' | 'advise'>): SharedAdvice {
  const before = ofStores.get(store);
  if (before) return before;
  const models = new OpenedModels({ store, modelsDirectory: services.paths.models });
  const shared = {
    models,
    advice: new Advice({ services, store, models, advise }),
    entries: new RecommendationEntries(store),
  };
  ofStores.set(store, shared);
  return shared;
}
