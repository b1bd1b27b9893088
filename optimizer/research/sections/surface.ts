import { sameSettings } from '../../domain/settings.js';
import { rangesAt, type ValueClass } from '../charts/classes.js';
import { latencySurface, type Marked, type SurfaceChart } from '../charts/latency-surface.js';
import { niceBreaks } from '../charts/nice-breaks.js';
import { heatColor } from '../charts/palette.js';
import { figure, panelSize, type Panel } from '../figure.js';
import { plain } from '../number-format.js';
import { html, type Html } from '../report-html.js';
import { measuredOf, type ReportInput, type Surface } from '../report-input.js';

/** One colour more than breaks, and as many as the scale has apart. */
const MOST_BREAKS = 8;

const LARGE = { width: 520, height: 380 } as const;

/** What the model predicts between the measured points, at the recommended rate first. */
export function surfaceSection(input: ReportInput): Html {
  const surfaces = input.surface.filter(({ points }) => points.length > 0);
  const { sendRateTps } = input.recommendation.load;
  const main = surfaces.find((surface) => surface.sendRateTps === sendRateTps);
  const others = surfaces.filter((surface) => surface !== main);
  const latencies = latencyClasses(surfaces);
  const missing = html`<p>No surface was computed for ${plain(sendRateTps)} tps.</p>`;
  return html`<section>
    <h2>What the model predicts</h2>
    ${main ? mainFigure(input, main, latencies) : missing}
    ${others.length > 0 ? otherFigure(input, others, latencies) : ''}
  </section>`;
}

function mainFigure(input: ReportInput, surface: Surface, latencies: readonly ValueClass[]): Html {
  const panel = panelOf(input, surface, latencies, { size: LARGE, marked: markedOf(input) });
  return figure({
    panels: [panel],
    legend: legendOf(latencies),
    className: 'wide',
    caption: html`<b>Predicted mean latency at ${plain(surface.sendRateTps)} tps.</b> The ground is what the
      model predicts; each dot is a measured round, coloured by what it measured. A dot that stands out from
      its ground is a place where the model is off or the round was disturbed. Rings mark the baseline and the
      recommended settings.`,
  });
}

function otherFigure(
  input: ReportInput,
  surfaces: readonly Surface[],
  latencies: readonly ValueClass[],
): Html {
  return figure({
    panels: surfaces.map((surface) =>
      panelOf(input, surface, latencies, {
        heading: `${plain(surface.sendRateTps)} tps`,
        marked: [],
        size: panelSize(surfaces.length),
      }),
    ),
    caption: html`<b>The same at other send rates</b>, in the same colours: the best settings depend on the
      load.`,
  });
}

function panelOf(
  input: ReportInput,
  surface: Surface,
  latencies: readonly ValueClass[],
  options: Pick<SurfaceChart, 'size' | 'heading' | 'marked'>,
): Panel {
  const rounds = measuredOf(input.rounds).filter(({ load }) => load.sendRateTps === surface.sendRateTps);
  return latencySurface({ surface, latencies, rounds, ...options });
}

function latencyClasses(surfaces: readonly Surface[]): ValueClass[] {
  const values = surfaces.flatMap(({ points }) => points.map(({ predicted }) => predicted.latencyMeanMs));
  return rangesAt(niceBreaks(Math.min(...values), Math.max(...values), MOST_BREAKS));
}

function markedOf({ recommendation: { current, settings } }: ReportInput): Marked[] {
  if (sameSettings(current, settings)) return [{ label: 'in force and recommended', settings }];
  return [
    { label: 'baseline', settings: current },
    { label: 'recommended', settings },
  ];
}

function legendOf(latencies: readonly ValueClass[]) {
  const entries = latencies.map(({ label }, index) => ({
    label,
    color: heatColor(index, latencies.length),
  }));
  return { title: 'mean latency (ms)', shape: 'scale', entries } as const;
}
