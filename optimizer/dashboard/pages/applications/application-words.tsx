import type { VNode } from 'preact';
import type { Application } from '../../../domain/application.js';
import type { CanaryVerdict } from '../../../domain/canary.js';
import { duration, figure, ms, tps } from '../../format.js';
import { Badge, Facts, type BadgeKind } from '../../parts/layout.js';
import { Note, type NoteKind } from '../../parts/states.js';
import { hrefOf } from '../../route.js';

const STATUS: Readonly<Record<Application['status'], readonly [words: string, kind: BadgeKind]>> = {
  intended: ['not sent yet', 'accent'],
  sent: ['sent', 'accent'],
  committed: ['in a block', 'accent'],
  watching: ['is watched', 'accent'],
  verified: ['in force', 'good'],
  unchanged: ['was in force already', 'plain'],
  failed: ['failed', 'bad'],
};

/** How far a change came; what was taken back by its canary is told as that. */
export function ApplicationBadge({
  application: { status, canary },
}: {
  readonly application: Pick<Application, 'status' | 'canary'>;
}): VNode {
  if (status === 'failed' && canary) return <Badge kind="bad">taken back</Badge>;
  const [words, kind] = STATUS[status];
  return <Badge kind={kind}>{status === 'verified' ? 'made' : words}</Badge>;
}

const VERDICTS: Readonly<Record<CanaryVerdict['verdict'], readonly [title: string, kind: NoteKind]>> = {
  kept: ['Kept: live transactions stayed within the limits', 'good'],
  broken: ['A limit broke: the settings from before were put back', 'bad'],
  unseen: ['Too few transactions came to tell anything: the change stays', 'warn'],
  interrupted: ['The watch was interrupted: the settings from before were put back', 'bad'],
};

/** What watching live transactions came to. */
export function CanaryNote({ canary }: { readonly canary: CanaryVerdict }): VNode {
  const { verdict, reason, watchedS, transactions, evidenceBlock } = canary;
  const [title, kind] = VERDICTS[verdict];
  return (
    <>
      <Note kind={kind} title={title}>
        <p>{reason}</p>
      </Note>
      <Facts
        rows={[
          ['Watched', `${duration(watchedS * 1000)}, ${transactions} transactions`],
          ['Throughput', canary.throughputTps === undefined ? undefined : tps(canary.throughputTps)],
          ['Mean latency', canary.latencyMeanMs === undefined ? undefined : ms(canary.latencyMeanMs)],
          ['95th percentile', canary.latencyP95Ms === undefined ? undefined : ms(canary.latencyP95Ms)],
          ['Failed', canary.failedPct === undefined ? undefined : `${figure(canary.failedPct)} %`],
          ['Evidence complete in block', evidenceBlock === undefined ? undefined : String(evidenceBlock)],
        ]}
      />
    </>
  );
}

/** The recommendation or application behind a change, as a link; ids begin with a letter for what they are. */
export function BecauseLink({ because }: Pick<Application, 'because'>): VNode {
  if (because.startsWith('r-'))
    return <a href={hrefOf(['recommendation', because])}>recommendation {because}</a>;
  if (because.startsWith('a-')) return <a href={hrefOf(['applications', because])}>change {because}</a>;
  return <>{because === 'manual' ? 'somebody said so' : because}</>;
}
