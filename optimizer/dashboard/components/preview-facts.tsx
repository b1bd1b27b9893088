import type { VNode } from 'preact';
import type { ChangePreview } from '../api-views.js';
import { figureRows } from '../changing/side-by-side.js';
import { figure, ms, tps } from '../format.js';
import { Facts } from '../parts/layout.js';
import { Note } from '../parts/states.js';
import { FiguresTable } from './figures-table.js';
import { SettingsTable } from './settings-table.js';

/** What a change would do, asked of the channel a moment ago; nothing was sent. */
export function PreviewFacts({ preview }: { readonly preview: ChangePreview }): VNode {
  const { before, after, changes, meaning, guardRails, signatures, expected } = preview;
  if (!changes)
    return <Note kind="info" title="These settings are in force already: there is nothing to change." />;
  return (
    <>
      <SettingsTable caption="What would change" before={before} after={after} afterTitle="Afterwards" />
      {meaning.length > 0 && (
        <ul>
          {meaning.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {!guardRails.allowed && (
        <Note kind="bad" title="Guard rails of this installation forbid it">
          <ul>
            {guardRails.broken.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Note>
      )}
      <Facts
        rows={[
          ['Who has to sign', signatures && <Signatures signatures={signatures} />],
          ['Guard rails', guardRails.allowed && 'none forbids it'],
          ['Config sequence', String(preview.sequence)],
        ]}
      />
      {expected && <Expected expected={expected} />}
    </>
  );
}

function Signatures({
  signatures,
}: {
  readonly signatures: NonNullable<ChangePreview['signatures']>;
}): VNode {
  const { rule, here, stillNeeded, organisations } = signatures;
  const own = here.length === 0 ? 'none of them' : here.join(', ');
  const others = organisations.filter((mspId) => !here.includes(mspId)).join(', ');
  return (
    <>
      The {rule}. This installation signs for {own}
      {stillNeeded === 0
        ? ', which is enough.'
        : `; ${stillNeeded} more of ${others} needed: make it a proposal.`}
    </>
  );
}

function Expected({ expected }: { readonly expected: NonNullable<ChangePreview['expected']> }): VNode {
  const { by, sendRateTps, before, after, notes } = expected;
  // A recommendation's own figures stand on its page already.
  const rows = by.startsWith('recommendation ') ? [] : figureRows(before.predicted, after.predicted);
  return (
    <>
      <h3>
        Expected {sendRateTps === null ? 'of a transaction that comes alone' : `at ${tps(sendRateTps)}`}
      </h3>
      <p class="soft">By {by}.</p>
      {rows.length > 0 && (
        <FiguresTable rows={rows} caption="Expected of the change" afterTitle="Afterwards" />
      )}
      <Facts
        rows={[
          ['Blocks ended by, before and after', `${before.cut.by} then ${after.cut.by}`],
          [
            'Mean wait in a block, before and after',
            `${ms(before.cut.meanWaitMs)} then ${ms(after.cut.meanWaitMs)}`,
          ],
          [
            'Transactions in a block, before and after',
            `${figure(before.cut.blockTransactions)} then ${figure(after.cut.blockTransactions)}`,
          ],
          ['To note', notes.join('; ')],
        ]}
      />
    </>
  );
}
