import type { VNode } from 'preact';
import type { PageProps } from '../../shell/pages.js';
import { Card, Facts, Grid, PageHeading } from '../../parts/layout.js';

/** What the network does now, and what is recommended to do next. */
export function OverviewPage({ me }: PageProps): VNode {
  return (
    <>
      <PageHeading title="Overview" />
      <Grid>
        <Card title="You">
          <Facts
            rows={[
              ['Signed in as', me.name],
              ['Role', me.role],
            ]}
          />
        </Card>
      </Grid>
    </>
  );
}
