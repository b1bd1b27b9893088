import type { VNode } from 'preact';
import { answerOf, api } from '../../api.js';
import { Card, Facts } from '../../parts/layout.js';
import { hrefOf } from '../../route.js';
import { useResource } from '../../use-resource.js';
import { CanaryNote } from './application-words.js';

/** The change that came of a job. */
export function ChangeResult({
  id,
  turn,
}: {
  readonly id: string;
  /** It is asked for anew whenever this is another. */
  readonly turn: string;
}): VNode | null {
  const application = useResource(`${id} ${turn}`, () =>
    answerOf(api.GET('/applications/{id}', { params: { path: { id } } })),
  );
  if (!application.data) return null;
  const { canary, blockNumber, nodes, reason, rolledBackBy } = application.data;
  return (
    <Card title="What came of it">
      {canary && <CanaryNote canary={canary} />}
      {reason !== undefined && !canary && <p>{reason}</p>}
      <Facts
        rows={[
          ['Block', blockNumber === undefined ? undefined : String(blockNumber)],
          ['Nodes that report it', nodes.join(', ')],
          ['Put back by', rolledBackBy.length === 0 ? undefined : <Links ids={rolledBackBy} />],
        ]}
      />
      <p>
        <a href={hrefOf(['applications', id])}>Everything about this change, and the way back</a>
      </p>
    </Card>
  );
}

export function Links({ ids }: { readonly ids: readonly string[] }): VNode {
  return (
    <>
      {ids.map((each) => (
        <a key={each} class="listed" href={hrefOf(['applications', each])}>
          {each}
        </a>
      ))}
    </>
  );
}
