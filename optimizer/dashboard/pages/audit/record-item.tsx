import type { ComponentChildren, VNode } from 'preact';
import type { AuditRecord } from '../../../domain/audit.js';
import { changeWords, settingsWords } from '../../changing/change-words.js';
import { clock } from '../../format.js';
import { hrefOf } from '../../route.js';

/** One entry of a timeline: what, to what, who, why, before and after, and where the proof lies. */
export function RecordItem({
  record,
  children,
}: {
  readonly record: AuditRecord;
  /** What else is known of it. */
  readonly children?: ComponentChildren;
}): VNode {
  const { position, at, action, subjectId, because, who, requestedBy, note, blockNumber, transactionId } =
    record;
  const difference = differenceWords(record);
  return (
    <li>
      <time dateTime={at}>
        {clock(at)} <span class="soft">#{position}</span>
      </time>
      <div>
        <p>
          <b>{action.replaceAll('-', ' ')}</b> <Subject id={subjectId} /> {children}
        </p>
        {difference !== undefined && <p>{difference}</p>}
        {note !== undefined && <p>{note}</p>}
        <p class="soft">
          by {who.name} of {who.mspId}
          {requestedBy !== undefined && `, asked for by ${requestedBy}`}
          {because !== 'manual' && because !== subjectId && (
            <>
              {' '}
              · because of <Subject id={because} />
            </>
          )}
          {blockNumber !== undefined && ` · block ${blockNumber}`}
          {transactionId !== undefined && ` · transaction ${transactionId.slice(0, 12)}…`}
        </p>
      </div>
    </li>
  );
}

function differenceWords({ before, after }: AuditRecord): string | undefined {
  if (before && after) return changeWords(before, after);
  const known = after ?? before;
  return known && settingsWords(known);
}

const PAGES: Readonly<Record<string, readonly string[]>> = {
  a: ['applications'],
  r: ['recommendation'],
  p: ['proposals'],
  j: ['applications', 'job'],
  m: ['models'],
};

/** What an entry is about, as a link where there is a page for it: ids begin with a letter for what they are. */
function Subject({ id }: { readonly id: string }): VNode {
  const place = /^[a-z]-/.test(id) ? PAGES[id.slice(0, 1)] : undefined;
  return place ? <a href={hrefOf([...place, id])}>{id}</a> : <code>{id}</code>;
}
