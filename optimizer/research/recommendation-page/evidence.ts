import type { Recommendation } from '../../domain/recommendation.js';
import { clockTime, counted, number, plain } from '../number-format.js';
import { facts, html, type Html, type HtmlPart } from '../report-html.js';

/** What the recommendation rests on, and under which ids it is stored. */
export function evidenceSection(recommendation: Recommendation, commands: readonly string[]): Html {
  return html`<section>
      <h2>What it rests on</h2>
      ${facts(entriesOf(recommendation))}
    </section>
    <section>
      <h2>How to go on</h2>
      <pre tabindex="0"><code>${commands.join('\n')}</code></pre>
    </section>`;
}

function entriesOf(recommendation: Recommendation): [string, HtmlPart][] {
  const { id, createdAt, modelId, roundIds, dataset } = recommendation;
  return [
    ['Recommendation', html`${code(id)}, ${clockTime(createdAt)}`],
    ['Model', code(modelId)],
    ['Learnt from', counted(roundIds.length, 'round')],
    ...datasetEntry(dataset),
    ...evidenceEntry(recommendation),
  ];
}

function datasetEntry(dataset: Recommendation['dataset']): [string, HtmlPart][] {
  if (!dataset) return [];
  const { names, rows, hash, seed } = dataset;
  return [
    ['Data set', html`${names.join(', ')}: ${counted(rows, 'row')}, hash ${code(hash)}; seed ${plain(seed)}`],
  ];
}

/** The measured point nearest to what is recommended. */
function evidenceEntry({ evidence }: Recommendation): [string, HtmlPart][] {
  if (!evidence) return [];
  const { settings, sendRateTps, measured, roundIds, pointId } = evidence;
  const figures =
    `${number(measured.latencyMeanMs)} ms mean latency` +
    (measured.latencyP95Ms === undefined ? '' : `, ${number(measured.latencyP95Ms)} ms 95th percentile`) +
    ` and ${number(measured.throughputTps)} tps`;
  const where = `${plain(settings.maxMessageCount)} messages, ${plain(settings.batchTimeoutMs)} ms at ${number(sendRateTps)} tps`;
  return [
    [
      'Nearest measured point',
      html`${where}: ${figures} (medians of ${counted(roundIds.length, 'round')}; ${code(pointId)})`,
    ],
  ];
}

function code(text: string): Html {
  return html`<code>${text}</code>`;
}
