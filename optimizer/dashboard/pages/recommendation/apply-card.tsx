import type { VNode } from 'preact';
import type { Recommendation } from '../../../domain/recommendation.js';
import type { Me } from '../../api-views.js';
import { answerOf, api } from '../../api.js';
import { mayActAs } from '../../shell/roles.js';
import { ChangeCard } from '../../components/change-card.js';

/** Puts a recommendation in force. */
export function ApplyCard({
  recommendation: { id, load, limits = [] },
  me,
}: {
  readonly recommendation: Recommendation;
  readonly me: Me;
}): VNode {
  const body = { recommendationId: id };
  return (
    <ChangeCard
      title="Apply it"
      me={me}
      about={`apply ${id}`}
      verb="Apply"
      kind="apply"
      role="operator"
      preview={() =>
        answerOf(api.POST('/applications/preview', { body: { ...body, sendRateTps: load.sendRateTps } }))
      }
      send={(how, header) =>
        answerOf(
          api.POST('/applications', {
            body: { ...body, ...how },
            params: { header },
          }),
        )
      }
      propose={() =>
        answerOf(api.POST('/proposals', { body: { ...body, sign: mayActAs(me.role, 'approver') } }))
      }
      limitsHelp={
        limits.length > 0 ? "Empty: the recommendation's own limits." : 'Empty: only failures count.'
      }
    >
      <p class="soft">Asked of the channel just now; nothing has been sent.</p>
    </ChangeCard>
  );
}
