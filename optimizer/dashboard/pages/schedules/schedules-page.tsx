import type { VNode } from 'preact';
import { PageHeading } from '../../parts/layout.js';
import type { PageProps } from '../../shell/pages.js';
import { mayActAs } from '../../shell/roles.js';
import { ScheduleList } from './schedule-list.js';
import { WebhookList } from './webhook-list.js';

/** What the service does by itself, and whom it tells. */
export function SchedulesPage({ me }: PageProps): VNode {
  return (
    <>
      <PageHeading title="Schedules">
        What the service begins by itself, and whom it tells about what.
      </PageHeading>
      <ScheduleList me={me} />
      {mayActAs(me.role, 'admin') && <WebhookList />}
    </>
  );
}
