import type { DataRow } from '../../dataset/columns.js';
import { ModelFileError } from '../../domain/errors.js';
import { championOf, type ModelRecord } from '../../domain/model-record.js';
import type { Store } from '../../domain/ports.js';
import type { FittedModel } from '../recipe.js';
import { judge, MIN_POINTS, type Verdict } from './judge.js';
import { promoteByHand } from './promotion.js';
import { unseenRows } from './unseen-rows.js';

/** What a new model is tested with. */
export interface Exam {
  /** The network that was scored: it has not seen `heldOut`, as the delivered one has. */
  readonly scoredModel: FittedModel;
  readonly heldOut: readonly DataRow[];
  /** ISO 8601 by id of round or row, as far as known. */
  readonly measuredAt: ReadonlyMap<string, string>;
}

export interface ContestServices {
  readonly store: Pick<Store, 'models'>;
  /** @throws ModelFileError */
  readonly open: (model: ModelRecord) => Promise<FittedModel>;
}

export interface Decision {
  readonly promote: boolean;
  readonly reason: string;
  readonly championId: string | undefined;
  /** The champion could not be asked: more than the result of a comparison. */
  readonly warning?: string | undefined;
}

/**
 * Whether a new model takes the place of its network's champion, by the rule of `judge` on the held-out rows
 * that the champion has not seen. Without a champion it does. A champion whose file is missing, damaged or
 * foreign keeps its place: the file may be restored, or lie on another machine that shares the store.
 */
export async function decide(
  { store, open }: ContestServices,
  { id, networkId }: Pick<ModelRecord, 'id' | 'networkId'>,
  { scoredModel, heldOut, measuredAt }: Exam,
): Promise<Decision> {
  const champion = championOf(await store.models.list(), networkId);
  if (!champion) return { promote: true, reason: 'there was no champion', championId: undefined };
  const stays = { promote: false, championId: champion.id } as const;
  const rows = unseenRows(heldOut, champion.roundIds, measuredAt);
  if (rows.length === 0)
    return {
      ...stays,
      reason:
        `none of its ${heldOut.length} test rows is new to champion ${champion.id}, so they were not compared: ` +
        `measure more and train again, or ${promoteByHand(id)}`,
    };
  try {
    const answers = (await open(champion)).predict(rows);
    const verdict = judge(scoredModel.predict(rows), answers, rows);
    const promote = verdict.kind === 'better';
    const what = describeVerdict(verdict, champion.id);
    return { ...stays, promote, reason: promote ? what : `${what}; ${promoteByHand(id)}` };
  } catch (error) {
    if (!(error instanceof ModelFileError)) throw error;
    const reason = `could not be compared with champion ${champion.id}: ${error.message}; ${promoteByHand(id)}`;
    return { ...stays, reason, warning: `model ${id} ${reason}` };
  }
}

function describeVerdict(verdict: Verdict, championId: string): string {
  if (verdict.kind === 'no-rows') return `there was nothing to compare it with champion ${championId} on`;
  const { rows, points, candidateError, championError } = verdict;
  const figures =
    `mean error ${percent(candidateError)} against ${percent(championError)} of champion ${championId} ` +
    `on ${rows} rows of ${points} points new to both`;
  const end = {
    'few-points': `: fewer than ${MIN_POINTS} points prove nothing`,
    'not-closer': ': no closer',
    'within-noise': ': closer, but not surely',
    better: '',
  }[verdict.kind];
  return figures + end;
}

/** A mean absolute log error as the share that a value is off: ln 1.1 is 10 %. */
function percent(logError: number): string {
  return `${(100 * Math.expm1(logError)).toFixed(1)} %`;
}
