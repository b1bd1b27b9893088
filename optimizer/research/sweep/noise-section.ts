import { anchorTrend } from '../charts/anchor-trend.js';
import { figure } from '../figure.js';
import { drift, NOISE_METRICS, noiseFloor, type Drift, type NoiseFloor } from '../noise.js';
import { counted, decimalsFor, number, signed, whole } from '../number-format.js';
import { html, table, type Html } from '../report-html.js';
import type { SweepReportInput } from './input.js';
import type { SweepView } from './points.js';
import { listWords } from './words.js';

const FEWEST_ANCHORS = 3;

/** How far rounds that should agree do not, and whether the machine drifted meanwhile. */
export function noiseSection({ sweep, noise }: SweepReportInput, view: SweepView): Html {
  return html`<section>
    <h2>Noise and drift</h2>
    ${spreadPart(noiseFloor(view.rounds), noise)} ${driftPart(view, Date.parse(sweep.startedAt))}
  </section>`;
}

function spreadPart(own: NoiseFloor, given: NoiseFloor | undefined): Html {
  const floor = own.latencyMeanMs ? own : given;
  const measured = own.latencyMeanMs !== undefined;
  const latency = floor?.latencyMeanMs;
  if (!floor || !latency)
    return html`<p>No point was measured more than once, so the scatter between rounds is not known.</p>`;
  const source = measured ? '' : 'This sweep repeated no point; from earlier rounds: ';
  const sentence = `${source}rounds of the same point differ in mean latency by ${number(latency.cvPct, 1)} % (one standard deviation), from ${counted(latency.rounds, 'round')} of ${counted(latency.points, 'point')}.`;
  return html`<p>${capital(sentence)}</p>
    ${table(
      'Coefficient of variation within points, pooled over all points that were measured more than once',
      [
        { heading: 'Figure' },
        { heading: 'Spread (%)', numeric: true },
        { heading: 'Points', numeric: true },
        { heading: 'Rounds', numeric: true },
      ],
      NOISE_METRICS.map(({ name, title }) => {
        const spread = floor[name];
        return spread
          ? [title, number(spread.cvPct, 1), whole(spread.points), whole(spread.rounds)]
          : [title, 'n/a', '', ''];
      }),
    )}`;
}

function driftPart({ anchors, rounds }: SweepView, startMs: number): Html {
  if (anchors.length < FEWEST_ANCHORS) {
    const have =
      anchors.length === 0 ? 'no anchor rounds' : `only ${counted(anchors.length, 'anchor round')}`;
    return html`<p>
      The sweep has ${have}; at least ${FEWEST_ANCHORS} are needed to tell a drift of the machine from noise.
    </p>`;
  }
  const trends = drift(anchors);
  const known = NOISE_METRICS.flatMap((metric) => {
    const trend = trends[metric.name];
    return trend ? [{ ...metric, trend }] : [];
  });
  if (known.length === 0)
    return html`<p>The ${counted(anchors.length, 'anchor round')} do not allow a trend.</p>`;
  const notes = Object.fromEntries(known.map(({ name, trend }) => [name, trendWords(trend)]));
  const first = Math.min(startMs, ...rounds.map(({ startedAt }) => Date.parse(startedAt)));
  return html`<p>${driftSentence(known)}</p>
    ${figure({
      panels: anchorTrend(anchors, trends, first, notes),
      caption: html`<b>${counted(anchors.length, 'anchor round')} over the time of the sweep</b>, each under
        the same settings and load, with the least-squares trend of the logarithm and its 95 % interval in %
        an hour.`,
    })}`;
}

function driftSentence(known: readonly { readonly inSentence: string; readonly trend: Drift }[]): string {
  const moved = known.filter(({ trend: { low, high } }) => low > 0 || high < 0);
  const still = known.filter((each) => !moved.includes(each));
  const stillWords = `${listWords(still.map(({ inSentence }) => inSentence))} ${still.length === 1 ? 'shows' : 'show'} no drift that can be told from zero, which lies inside ${still.length === 1 ? 'its 95 % interval' : 'the 95 % intervals'}`;
  if (moved.length === 0) return `${capital(stillWords)}.`;
  const movedWords = moved.map(({ inSentence, trend }) => `${inSentence} drifted by ${trendWords(trend)}`);
  const rest = still.length > 0 ? `; ${stillWords}` : '';
  return `${capital(listWords(movedWords))}${rest}. Compare rounds far apart in time with care.`;
}

/** `+0.4 %/h (−0.6 to +1.4)`. */
function trendWords({ pctPerHour, low, high }: Drift): string {
  const decimals = Math.min(1, decimalsFor(Math.max(...[pctPerHour, low, high].map(Math.abs))));
  const ends = `${signed(low, decimals)} to ${signed(high, decimals)}`;
  return `${signed(pctPerHour, decimals)} %/h (${ends})`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
