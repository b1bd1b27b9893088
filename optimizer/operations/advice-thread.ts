import { parentPort, workerData } from 'node:worker_threads';
import type { Predictor } from '../ann/predictor.js';
import type { ModelRecord } from '../domain/model-record.js';
import type { LearntRows } from '../recommender/learnt-rows.js';
import type { Stretch } from '../recommender/schedule.js';
import { MOST_ROW_SETS, toldError, type AdviceAsked, type AdviceTold } from './advice-messages.js';
import { answered } from './advise.js';
import { RecentlyUsed } from './recently-used.js';

/** The thread that recommends, so that whoever serves is not held up: see advise-in-thread. */

const MOST_OPEN = 2;
const { modelsDirectory }: { readonly modelsDirectory: string } = workerData;
const predictors = new RecentlyUsed<Promise<Predictor>>(MOST_OPEN);
const rowSets = new RecentlyUsed<LearntRows>(MOST_ROW_SETS);

async function open(model: ModelRecord): Promise<Predictor> {
  return RecentlyUsed.orMade(predictors, model.file.sha256, async () => {
    const { openModel } = await import('../ann/registry/open-model.js');
    return openModel(model, modelsDirectory);
  });
}

/** Kept at once, in the order of the messages. */
function learntOf({ learnt, learntKey }: AdviceAsked['question']): LearntRows {
  if (learnt) rowSets.set(learntKey, learnt);
  const known = rowSets.get(learntKey);
  if (!known) throw new RangeError(`the rows ${learntKey} were not sent`);
  return known;
}

async function answerTo({ question }: AdviceAsked): Promise<readonly Stretch[]> {
  const learnt = learntOf(question);
  const { predict } = await open(question.model);
  return answered({ ...question, learnt }, predict);
}

parentPort?.on('message', (asked: AdviceAsked) => {
  // This is no window: a thread has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  const tell = (told: AdviceTold): void => parentPort?.postMessage(told);
  answerTo(asked).then(
    (stretches) => tell({ id: asked.id, stretches }),
    (error: unknown) => tell({ id: asked.id, ...toldError(error) }),
  );
});
