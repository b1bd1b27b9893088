import type { TrainingBox } from '../ann/artifact.js';
import type { ModelInput } from '../dataset/columns.js';
import type { ModelRecord } from '../domain/model-record.js';
import type { Store } from '../domain/ports.js';
import type { IntervalPrediction } from '../domain/prediction.js';
import type { OrdererSettings } from '../domain/settings.js';
import { rowsOfModel } from '../recommender/learnt-rows.js';
import { questionOfRows } from '../recommender/question.js';

/** A model that answers. */
export interface AskedModel {
  /** One prediction a point, in tps and ms, with its 90 % interval. */
  readonly predict: (points: readonly ModelInput[]) => readonly IntervalPrediction[];
  readonly artifact: { readonly box: TrainingBox };
}

/** What a champion expects of the settings in force at a rate, or why it cannot be asked. */
export type Expect = (
  sendRateTps: number,
) =>
  | { readonly kind: 'expected'; readonly prediction: IntervalPrediction }
  | { readonly kind: 'unknown'; readonly reason: string };

/** How far outside of what a model learnt from it is still asked, as a factor. */
const BEYOND = 1.25;

/**
 * @param open - opens the model. @throws ModelFileError
 * @returns why the champion cannot be asked about these settings at all, in words, or how to ask it
 * @throws NotFoundError if the rows that it learnt from are gone
 */
export async function championExpectation(
  store: Pick<Store, 'rounds' | 'datasets'>,
  champion: ModelRecord,
  settings: OrdererSettings,
  open: (record: ModelRecord) => Promise<AskedModel>,
): Promise<Expect | string> {
  // What the ledger shows are writes: transactions that only read are in no block.
  const { rows } = await rowsOfModel(store, champion, 'publish');
  if (rows.length === 0) return `champion ${champion.id} has learnt nothing of the workload publish`;
  const { predict, artifact } = await open(champion);
  const strange = (['maxMessageCount', 'batchTimeoutMs'] as const).filter(
    (name) => !isKnown(settings[name], name, artifact.box),
  );
  if (strange.length > 0) {
    const named = strange.map((name) => `${name} ${settings[name]}`).join(', ');
    return `the settings in force are outside of what champion ${champion.id} learnt from: ${named}`;
  }
  const question = questionOfRows(rows);
  return (sendRateTps) => {
    if (!isKnown(sendRateTps, 'sendRateTps', artifact.box)) {
      const rate = Math.round(sendRateTps * 10) / 10;
      return {
        kind: 'unknown',
        reason: `${rate} tps are outside of what champion ${champion.id} learnt from`,
      };
    }
    const [prediction] = predict([question(settings, sendRateTps)]);
    if (!prediction) throw new RangeError(`model ${champion.id} gave no answer`);
    return { kind: 'expected', prediction };
  };
}

function isKnown(value: number, name: string, box: TrainingBox): boolean {
  const range = box[name];
  return range === undefined || (value >= range.min / BEYOND && value <= range.max * BEYOND);
}
