import type { VNode } from 'preact';
import { hrefOf } from '../../route.js';
import { PageHeading } from '../../parts/layout.js';
import type { PageProps } from '../../shell/pages.js';
import { ChannelAudit } from './channel-audit.js';
import { ServiceAudit } from './service-audit.js';

/** Who did what: on the channel, with what the ledger says of it, and to this installation. */
export function AuditPage({ rest, query }: PageProps): VNode {
  const isService = rest[0] === 'service';
  const subject = query.get('subject') ?? '';
  return (
    <>
      <PageHeading title="Audit">
        What was done and by whom. Entries are chained by hash: none can be changed or removed unseen.
      </PageHeading>
      <nav class="row tabs" aria-label="Which record">
        <a class="button" href={hrefOf(['audit'])} aria-current={isService ? undefined : 'page'}>
          The channel
        </a>
        <a class="button" href={hrefOf(['audit', 'service'])} aria-current={isService ? 'page' : undefined}>
          This installation
        </a>
      </nav>
      {isService ? <ServiceAudit subject={subject} /> : <ChannelAudit subject={subject} />}
    </>
  );
}
