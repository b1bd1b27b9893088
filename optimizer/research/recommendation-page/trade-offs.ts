import type { Recommendation } from '../../domain/recommendation.js';
import { describeSettings, sameSettings } from '../../domain/settings.js';
import { paretoFrontPanels } from '../charts/pareto-front.js';
import type { MarkedSettings } from '../charts/pareto-marks.js';
import { figure, type Legend } from '../figure.js';
import { counted, plain } from '../number-format.js';
import { html, table, trusted, type Html } from '../report-html.js';
import { withInterval } from './words.js';

const LEGEND: Legend = {
  shape: 'dots',
  entries: [
    { label: 'on the Pareto front', color: 'var(--recommended)' },
    { label: 'other candidates', color: 'color-mix(in srgb, var(--baseline) 55%, transparent)' },
    {
      label: '90 % interval',
      color: trusted(
        '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 1v14M1 8h14" stroke="var(--recommended)" stroke-opacity="0.6"/></svg>',
      ),
    },
  ],
};

/** Points of the front that the table lists; the drawing has them all. */
const MOST_LISTED = 12;

/** Throughput against latency: what could be had instead. */
export function tradeOffsSection(recommendation: Recommendation): Html | string {
  const { front } = recommendation;
  if (!front || front.points.length === 0) return '';
  const chart = figure({
    panels: paretoFrontPanels(front, markedOf(recommendation)),
    legend: LEGEND,
    caption: html`<b>Predicted latency against throughput at ${plain(front.sendRateTps)} tps.</b> No candidate
      has both more throughput and less latency than a point on the line; ${plain(front.size)} of
      ${counted(front.candidates, 'candidate')} ${front.size === 1 ? 'is' : 'are'} on it. Bars are the ranges
      that hold 90 of 100 rounds; one that reaches the edge goes on beyond it. Where bars overlap, rounds
      cannot tell the settings apart.`,
  });
  return html`<section>
    <h2>Throughput against latency</h2>
    ${chart} ${frontTable(front)}
  </section>`;
}

function markedOf({ current, settings, predicted, predictedCurrent }: Recommendation): MarkedSettings[] {
  if (sameSettings(current, settings)) return [{ label: 'in force', predicted: predictedCurrent }];
  return [
    { label: 'recommended', predicted },
    { label: 'in force', predicted: predictedCurrent },
  ];
}

function frontTable({ points, size }: NonNullable<Recommendation['front']>): Html {
  const step = Math.max(1, Math.ceil(points.length / MOST_LISTED));
  const listed = points.filter((_, place) => (points.length - 1 - place) % step === 0);
  const caption =
    listed.length === size ? 'The front' : `${listed.length} of the ${plain(size)} points of the front`;
  return html`<details>
    <summary>${caption}</summary>
    ${table(
      `${caption}, with the ranges that hold 90 of 100 rounds`,
      [
        { heading: 'Settings' },
        { heading: 'Throughput (tps)', numeric: true },
        { heading: 'Mean latency (ms)', numeric: true },
      ],
      listed.map(({ settings, throughputTps, latencyMeanMs, interval90 }) => [
        describeSettings(settings),
        withInterval(throughputTps, interval90.throughputTps),
        withInterval(latencyMeanMs, interval90.latencyMeanMs),
      ]),
    )}
  </details>`;
}
