import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api.js';
import { tps } from '../../format.js';
import { Card, PageHeading } from '../../parts/layout.js';
import { Empty, Show } from '../../parts/states.js';
import { hrefOf } from '../../route.js';
import type { PageProps } from '../../shell/pages.js';
import { useAnswer, useResource } from '../../use-resource.js';
import { RateField } from './rate-field.js';
import { SHOWN, type ShownId } from './surface.js';
import { SurfaceCard } from './surface-card.js';

/** Shown where nothing was measured yet. */
const USUAL_TPS = 100;

/** What the model expects over the settings at one rate, with what was measured on top. */
export function ExplorerPage({ query }: PageProps): VNode {
  const [shown, setShown] = useState<ShownId>('latencyMeanMs');
  const modelId = query.get('model') ?? undefined;
  return (
    <>
      <PageHeading title="Explorer">
        What {modelId === undefined ? 'the champion' : `model ${modelId}`} expects of each pair of settings,
        with what was measured on top. Both axes are logarithmic.
      </PageHeading>
      <RateAndMap modelId={modelId} linkedTps={Number(query.get('rate')) || undefined} shown={shown}>
        <div class="row" role="group" aria-label="Figure">
          {SHOWN.map(({ id, title }) => (
            <button key={id} type="button" aria-pressed={id === shown} onClick={() => setShown(id)}>
              {title}
            </button>
          ))}
        </div>
      </RateAndMap>
    </>
  );
}

function RateAndMap({
  modelId,
  linkedTps,
  shown,
  children,
}: {
  readonly modelId: string | undefined;
  /** Of the address that led here. */
  readonly linkedTps: number | undefined;
  readonly shown: ShownId;
  readonly children: VNode;
}): VNode {
  const [wantedTps, setRate] = useState(linkedTps);
  const rates = useResource('rates', measuredRates);
  // Without a wish the newest measured rate, as soon as it is known.
  const rateTps = wantedTps ?? (rates.isLoading ? undefined : (rates.data?.newest ?? USUAL_TPS));
  return (
    <>
      <Card title="What to look at">
        {rateTps !== undefined && <RateField rateTps={rateTps} onRate={setRate} />}
        {rates.data && rates.data.all.length > 0 && (
          <div class="row" role="group" aria-label="Rates that were measured">
            <span class="soft">Measured at</span>
            {rates.data.all.map((rate) => (
              <button key={rate} type="button" aria-pressed={rate === rateTps} onClick={() => setRate(rate)}>
                {tps(rate)}
              </button>
            ))}
          </div>
        )}
        {children}
      </Card>
      <SurfaceMap {...{ modelId, rateTps, shown }} />
    </>
  );
}

function SurfaceMap({
  modelId,
  rateTps,
  shown,
}: {
  readonly modelId: string | undefined;
  readonly rateTps: number | undefined;
  readonly shown: ShownId;
}): VNode {
  const network = useResource('network', () => answerOf(api.GET('/network')));
  const surface = useAnswer(
    rateTps === undefined
      ? undefined
      : { sendRateTps: rateTps, ...(modelId === undefined ? {} : { modelId }) },
    (body) => answerOf(api.POST('/predictions/surface', { body })),
    { keeps: true },
  );
  if (surface.problem?.code === 'NOT_FOUND' && !surface.data)
    return (
      <Empty title="There is no model to ask yet">
        {surface.problem.detail} <a href={hrefOf(['models'])}>Models</a>
      </Empty>
    );
  return (
    <Show of={surface} what="the map">
      {(data) => <SurfaceCard surface={data} shown={shown} inForce={network.data?.settings ?? undefined} />}
    </Show>
  );
}

/** Send rates of the newest measured rounds, ascending; at most ten. */
async function measuredRates() {
  const answer = await answerOf(api.GET('/results', { params: { query: { kind: 'measured', limit: 200 } } }));
  if (!answer.ok) return answer;
  const rates = answer.data.items.map(({ load }) => load.sendRateTps);
  const all = [...new Set(rates)].slice(0, 10).toSorted((a, b) => a - b);
  return { ok: true, data: { newest: rates[0], all } } as const;
}
