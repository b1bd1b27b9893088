import { describeSettings } from '../../domain/settings.js';
import { clockTime, counted, plain } from '../number-format.js';
import { failedOf } from '../report-input.js';
import { html, table, type Html } from '../report-html.js';
import type { LiveFindings } from './document.js';

/** Every round that gave no figures, and those that failed before the comparison was taken up again. */
export function failuresSection({ input: { rounds, comparison } }: LiveFindings): Html {
  const failed = failedOf(rounds);
  const { earlierFailures } = comparison;
  const none = failed.length === 0 && earlierFailures.length === 0;
  return html`<section>
    <h2>Rounds that failed</h2>
    ${none ? html`<p>None.</p>` : ''}
    ${
      failed.length === 0
        ? ''
        : table(
            `${counted(failed.length, 'failed round')}; the repeat of each is left out of the pairs it belongs to`,
            [
              { heading: 'Rate (tps)' },
              { heading: 'Settings' },
              { heading: 'Repeat', numeric: true },
              { heading: 'Code' },
              { heading: 'Reason' },
            ],
            failed.map(({ load, settings, replicate, reason }) => [
              plain(load.sendRateTps),
              describeSettings(settings),
              String(replicate),
              html`<code>${reason.code}</code>`,
              reason.message,
            ]),
          )
    }
    ${
      earlierFailures.length === 0
        ? ''
        : table(
            `${counted(earlierFailures.length, 'round')} failed, and ${earlierFailures.length === 1 ? 'was' : 'were'} measured again after the comparison was taken up again`,
            [{ heading: 'Ended' }, { heading: 'Round' }, { heading: 'Code' }, { heading: 'Reason' }],
            earlierFailures.map(({ endedAt, roundId, code, message }) => [
              clockTime(endedAt),
              html`<code>${roundId}</code>`,
              html`<code>${code}</code>`,
              message,
            ]),
          )
    }
  </section>`;
}
