import type { VNode } from 'preact';
import { answerOf, api } from '../../api.js';
import { Show } from '../../parts/states.js';
import { PageHeading } from '../../parts/layout.js';
import type { PageProps } from '../../shell/pages.js';
import { useResource } from '../../use-resource.js';
import { RecommendationDetail } from './recommendation-detail.js';
import { RecommendationList } from './recommendation-list.js';

/** What to set instead: asked for and listed here, or one of them with everything that speaks for and against it. */
export function RecommendationPage({ rest, query, me }: PageProps): VNode {
  const [id] = rest;
  return id === undefined ? <RecommendationList me={me} query={query} /> : <One key={id} id={id} me={me} />;
}

function One({ id, me }: { readonly id: string } & Pick<PageProps, 'me'>): VNode {
  const recommendation = useResource(id, () =>
    answerOf(api.GET('/recommendations/{id}', { params: { path: { id } } })),
  );
  return (
    <>
      {!recommendation.data && <PageHeading title="Recommendation" />}
      <Show of={recommendation} what={`recommendation ${id}`}>
        {(data) => <RecommendationDetail recommendation={data} me={me} />}
      </Show>
    </>
  );
}
