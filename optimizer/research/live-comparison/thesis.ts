import { rateChart } from '../charts/comparison-rates.js';
import { orderedColor } from '../charts/palette.js';
import { figure } from '../figure.js';
import { number, plain, signed } from '../number-format.js';
import { html, table, type Html, type HtmlPart } from '../report-html.js';
import type { LiveFindings, ThesisBeside } from './document.js';
import type { QuotedResult } from './quoted-results.js';
import type { OwnFigure } from './thesis-series.js';

/** The figures of the thesis: ours drawn, what it quotes beside it. */
export function thesisSection({ thesis }: LiveFindings): Html {
  return html`<section>
    <h2>Beside the thesis's figures</h2>
    <p>
      Ours is drawn where something comparable was measured. Of the thesis only numbers that its text quotes
      are given; most of its curves come without any, and none was read off a drawing. Percentages are
      recomputed as a change relative to the baseline. The networks, hosts and rounds differ: the directions
      may be compared, the heights may not.
    </p>
    ${thesis.map(besideFigure)}
  </section>`;
}

function besideFigure({ figure: name, metric, quoted, own }: ThesisBeside): Html {
  const [first] = quoted;
  const topic = first ? `${first.topic}, ${first.scenario}` : metric;
  return html`<h3 class="apart">Figure ${name}: ${topic}</h3>
    ${ownPart(metric, own)} ${quotedTable(name, quoted)}`;
}

function ownPart(metric: ThesisBeside['metric'], own: OwnFigure): Html {
  if (own.kind === 'nothing') return html`<p class="note">Ours: ${own.reason}</p>`;
  const series = own.series.map(({ label, points }, index) => ({
    label,
    color: orderedColor(index, own.series.length + 1),
    points,
  }));
  const yLabel = metric === 'throughputTps' ? 'throughput (tps)' : 'mean latency (ms)';
  return figure({
    panels: [rateChart({ yLabel, series }, 1)],
    caption: html`<b>Ours</b>, from ${own.source}. Means of rounds; rings are saturated.`,
  });
}

function quotedTable(name: string, quoted: readonly QuotedResult[]): Html {
  if (quoted.length === 0) return html`<p class="note">No number is quoted.</p>`;
  const columns = [
    { heading: 'Scheme' },
    { heading: 'What' },
    { heading: 'Send rate (tps)', numeric: true },
    { heading: 'Value', numeric: true },
    { heading: 'Source' },
    { heading: 'Note' },
  ];
  return table(`Figure ${name} in the thesis`, columns, quoted.map(quotedRow));
}

function quotedRow(result: QuotedResult): HtmlPart[] {
  const { scheme, block_messages: block, metric, send_rate_tps: rate, kind, formula, note } = result;
  return [
    block === undefined ? scheme : `${scheme}, ${plain(block)} messages`,
    kind === 'change' ? `${metric}, change` : metric,
    rate === undefined ? 'others' : plain(rate),
    valueWords(result),
    result.value === undefined ? '' : result.quoted ? 'quoted' : formula,
    note,
  ];
}

function valueWords({ value, unit, kind }: QuotedResult): string {
  if (value === undefined) return 'no number is quoted';
  if (kind === 'change') return `${signed(value, 1)} %`;
  const written = number(value, decimalsOf(value));
  return kind === 'share' ? written : `${written} ${unit}`;
}

/** As many decimals as the number came with. */
function decimalsOf(value: number): number {
  return String(value).split('.')[1]?.length ?? 0;
}
