import { classesOf, type ValueClass } from '../charts/classes.js';
import { latencyByTimeout } from '../charts/latency-by-timeout.js';
import { orderedColor } from '../charts/palette.js';
import { rateAsked } from '../charts/rate-asked.js';
import { figure, type Legend } from '../figure.js';
import { counted } from '../number-format.js';
import { html, type Html } from '../report-html.js';
import { failedOf, measuredOf, type ReportInput } from '../report-input.js';

/** What the sweep measured: latency over the settings, and how much of the load asked came through. */
export function measuredSection({ rounds }: Pick<ReportInput, 'rounds'>): Html {
  const measured = measuredOf(rounds);
  const failed = failedOf(rounds);
  if (measured.length === 0) {
    return html`<section>
      <h2>What was measured</h2>
      <p>None of ${counted(rounds.length, 'round')} gave figures.</p>
    </section>`;
  }
  const counts = classesOf(measured.map(({ settings }) => settings.maxMessageCount));
  const legend = countLegend(counts);
  const points = new Set(rounds.map(({ pointId }) => pointId)).size;
  return html`<section>
    <h2>What was measured</h2>
    <p>
      ${counted(measured.length, 'round')} of the sweep gave
      figures${failed.length > 0 ? `, ${failed.length} failed (listed below)` : ', none failed'};
      ${counted(points, 'different point')} of settings and load.
    </p>
    ${figure({
      panels: latencyByTimeout(measured, counts),
      legend,
      caption: html`<b>Latency against the batch timeout.</b> Each dot is one round; lines join the means of
        each maxMessageCount. A line that lies flat usually belongs to blocks that fill up before the timeout:
        there, the timeout does not matter.`,
    })}
    ${figure({
      panels: rateAsked(measured, counts),
      legend,
      caption: html`<b>Asked against reached.</b> The dashed line is all that was asked. Dots under it on the
        left mean that the load generator fell short; dots under it on the right only, that the network did.
        Rounds of one rate are moved apart sideways by maxMessageCount.`,
    })}
  </section>`;
}

function countLegend(counts: readonly ValueClass[]): Legend {
  const entries = counts.map(({ label }, index) => ({ label, color: orderedColor(index, counts.length) }));
  return { title: 'maxMessageCount (transactions)', shape: 'dots', entries };
}
