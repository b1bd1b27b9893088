import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api.js';
import { Card, PageHeading } from '../../parts/layout.js';
import { Empty, Show } from '../../parts/states.js';
import { hrefOf } from '../../route.js';
import type { PageProps } from '../../shell/pages.js';
import { useAnswer, useResource } from '../../use-resource.js';
import { RateField } from './rate-field.js';
import { SHOWN, type ShownId } from './surface.js';
import { SurfaceCard } from './surface-card.js';

/** What the model expects over the settings at one rate, with what was measured on top. */
export function ExplorerPage({ query }: PageProps): VNode {
  const [rateTps, setRate] = useState(Number(query.get('rate')) || 100);
  const [shown, setShown] = useState<ShownId>('latencyMeanMs');
  const modelId = query.get('model') ?? undefined;
  const network = useResource('network', () => answerOf(api.GET('/network')));
  const surface = useAnswer({ sendRateTps: rateTps, ...(modelId === undefined ? {} : { modelId }) }, (body) =>
    answerOf(api.POST('/predictions/surface', { body })),
  );
  return (
    <>
      <PageHeading title="Explorer">
        What {modelId === undefined ? 'the champion' : `model ${modelId}`} expects of each pair of settings,
        with what was measured on top. Both axes are logarithmic.
      </PageHeading>
      <Card title="What to look at">
        <RateField rateTps={rateTps} onRate={setRate} />
        <div class="row" role="group" aria-label="Figure">
          {SHOWN.map(({ id, title }) => (
            <button key={id} type="button" aria-pressed={id === shown} onClick={() => setShown(id)}>
              {title}
            </button>
          ))}
        </div>
      </Card>
      {surface.problem?.code === 'NOT_FOUND' && !surface.data ? (
        <Empty title="There is no model to ask yet">
          {surface.problem.detail} <a href={hrefOf(['models'])}>Models</a>
        </Empty>
      ) : (
        <Show of={surface} what="the map">
          {(data) => (
            <SurfaceCard surface={data} shown={shown} inForce={network.data?.settings ?? undefined} />
          )}
        </Show>
      )}
    </>
  );
}
