import { cutOf } from '../cutmodel/cut.js';
import { ASSUMED_TX_BYTES, orderedRateTps } from '../domain/block-cut.js';
import type { ChannelState } from '../domain/channel-config.js';
import { GridtuneError } from '../domain/errors.js';
import type { Load, Workload } from '../domain/load.js';
import type { Expected, Recommendation } from '../domain/recommendation.js';
import { sameSettings, type OrdererSettings } from '../domain/settings.js';
import { rowsOfModel } from '../recommender/learnt-rows.js';
import { questionOfRows } from '../recommender/question.js';
import { findModel } from '../recommender/recommend-from-store.js';
import { measuredTxBytes } from '../search/live-trials.js';
import type { Services } from './services.js';
import type { Expectation, ExpectedSide } from './change-preview.js';

export interface ExpectationRequest {
  readonly state: ChannelState;
  readonly after: OrdererSettings;
  readonly networkId: string;
  readonly recommendation?: Recommendation | undefined;
  readonly sendRateTps?: number | undefined;
}

/** Of both settings, as far as somebody predicts. */
interface Predicted {
  readonly by: string;
  readonly before?: Expected | undefined;
  readonly after?: Expected | undefined;
  readonly notes: readonly string[];
}

const CLOSED_FORM = 'the closed form of block cutting';

/**
 * What is expected of a change: by the recommendation that asks for it, else by the champion model at the rate
 * given; and in any case how blocks will be cut, which needs no model.
 */
export async function expectationOf(request: ExpectationRequest, services: Services): Promise<Expectation> {
  const { state, after, networkId, recommendation } = request;
  const sendRateTps = request.sendRateTps ?? recommendation?.load.sendRateTps;
  const workload = workloadOf(request);
  const rounds = await (await services.store()).rounds.list({ kind: 'measured' });
  const measured = measuredTxBytes(rounds.filter(({ context }) => context.networkId === networkId));
  const txBytes = measured ?? ASSUMED_TX_BYTES;
  const predicted = await predictedBy(request, services);
  const side = (settings: OrdererSettings, expected: Expected | undefined): ExpectedSide => {
    const { by, meanWaitMs, p95WaitMs, blockTransactions, blocksPerS } = cutOf({
      ...settings,
      consensus: state.consensus,
      txBytes,
      orderedRateTps: sendRateTps === undefined ? 0 : orderedRateTps({ workload, sendRateTps }),
    });
    return { predicted: expected, cut: { by, meanWaitMs, p95WaitMs, blockTransactions, blocksPerS } };
  };
  return {
    by: predicted.by,
    sendRateTps: sendRateTps ?? null,
    txBytes,
    txBytesMeasured: measured !== undefined,
    before: side(state.settings, predicted.before),
    after: side(after, predicted.after),
    notes: predicted.notes,
  };
}

/** What the clients are expected to do: as for the recommendation, else they publish. */
function workloadOf({ recommendation }: ExpectationRequest): Workload {
  return recommendation?.load.workload ?? 'publish';
}

async function predictedBy(request: ExpectationRequest, services: Services): Promise<Predicted> {
  const { recommendation, sendRateTps, state, after } = request;
  const isAsRecommended =
    recommendation !== undefined &&
    sameSettings(recommendation.settings, after) &&
    (sendRateTps === undefined || sendRateTps === recommendation.load.sendRateTps);
  if (isAsRecommended) {
    const isCurrent = sameSettings(recommendation.current, state.settings);
    return {
      by: `recommendation ${recommendation.id}`,
      before: isCurrent ? recommendation.predictedCurrent : undefined,
      after: recommendation.predicted,
      notes: isCurrent ? [] : ['the settings in force have changed since it was made'],
    };
  }
  if (sendRateTps === undefined)
    return { by: CLOSED_FORM, notes: ['give --send-rate for what is expected under a load'] };
  return byChampion([state.settings, after], { workload: workloadOf(request), sendRateTps }, services);
}

async function byChampion(
  settings: readonly OrdererSettings[],
  { workload, sendRateTps }: Load,
  services: Services,
): Promise<Predicted> {
  try {
    const store = await services.store();
    const model = await findModel(store, undefined);
    const { rows } = await rowsOfModel(store, model, workload);
    if (rows.length === 0)
      return { by: CLOSED_FORM, notes: [`model ${model.id} learnt nothing of the workload ${workload}`] };
    // Loaded when needed: TensorFlow would slow every other command down.
    const { openModel } = await import('../ann/registry/open-model.js');
    const predictor = await openModel(model, services.paths.models);
    const question = questionOfRows(rows);
    const [ofBefore, ofAfter] = predictor.predict(settings.map((each) => question(each, sendRateTps)));
    return { by: `model ${model.id}`, before: ofBefore, after: ofAfter, notes: [] };
  } catch (error) {
    // A dry run tells what it can: that there is no model is no reason to say nothing.
    if (!(error instanceof GridtuneError)) throw error;
    return { by: CLOSED_FORM, notes: [`no model could be asked: ${error.message}`] };
  }
}
