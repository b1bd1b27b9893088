import type { VNode } from 'preact';
import type { Recommendation } from '../../../domain/recommendation.js';
import { count, counted, ms, tps } from '../../format.js';
import { Card, Facts } from '../../parts/layout.js';
import { hrefOf } from '../../route.js';

/** What a recommendation rests on: its reason, the model, the measured point nearest to it. */
export function WhyCard({ recommendation }: { readonly recommendation: Recommendation }): VNode {
  const { reason, candidates, dataset, modelId, roundIds, evidence, load } = recommendation;
  return (
    <Card title="Why">
      {reason !== undefined && <p>{reason}</p>}
      <Facts
        rows={[
          ['Chosen among', `${count(candidates)} candidates`],
          [
            'Model',
            dataset ? `made for this answer, of ${dataset.names.join(', ')}` : <ModelLink id={modelId} />,
          ],
          ['It learnt from', counted(dataset?.rows ?? roundIds.length, 'round')],
          ['Load', `${tps(load.sendRateTps)}, ${load.workload}`],
          ['Measured nearest to it', evidence && <Evidence evidence={evidence} />],
        ]}
      />
    </Card>
  );
}

function ModelLink({ id }: { readonly id: string }): VNode {
  return <a href={hrefOf(['models', id])}>{id}</a>;
}

function Evidence({ evidence }: { readonly evidence: NonNullable<Recommendation['evidence']> }): VNode {
  const { settings, sendRateTps, measured, roundIds } = evidence;
  return (
    <>
      {counted(settings.maxMessageCount, 'transaction')}, {ms(settings.batchTimeoutMs)} at {tps(sendRateTps)}:{' '}
      {tps(measured.throughputTps)}, mean latency {ms(measured.latencyMeanMs)} (median of{' '}
      {counted(roundIds.length, 'round')})
    </>
  );
}
