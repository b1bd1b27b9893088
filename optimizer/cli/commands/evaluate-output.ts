import type { Evaluation } from '../../ann/evaluation/evaluate-files.js';
import type { Score, Scores } from '../../domain/model-record.js';
import { figure, table } from '../output.js';

/** Scores under the names that results files use: `latencyAvgMs` is the mean latency. */
interface ScoresDocument {
  readonly throughputTps: Score;
  readonly latencyAvgMs: Score;
  readonly latencyP95Ms?: Score;
}

/** What `evaluate --json` prints: docs/evaluation.md tells each field. */
export function evaluationDocument(evaluation: Evaluation, files: readonly string[]): unknown {
  const { rows, trainSeconds, model, scores, baselines, noiseFloor, importance, setAside, warnings } =
    evaluation;
  return {
    rows,
    trainSeconds,
    model,
    ...scoresDocument(scores),
    baselines: Object.fromEntries(Object.entries(baselines).map(([name, of]) => [name, scoresDocument(of)])),
    noiseFloor: renamed(
      Object.fromEntries(Object.entries(noiseFloor).map(([output, mapePct]) => [output, { mapePct }])),
    ),
    ...(importance
      ? { importance: importance.map(({ input, increase }) => ({ input, ...renamed({ ...increase }) })) }
      : {}),
    setAside,
    warnings,
    ...(files.length === 0 ? {} : { files }),
  };
}

function scoresDocument({ throughputTps, latencyMeanMs, latencyP95Ms }: Scores): ScoresDocument {
  return {
    throughputTps,
    latencyAvgMs: latencyMeanMs,
    ...(latencyP95Ms === undefined ? {} : { latencyP95Ms }),
  };
}

function renamed(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name === 'latencyMeanMs' ? 'latencyAvgMs' : name, value]),
  );
}

/** The same for people. */
export function describeEvaluation(evaluation: Evaluation, files: readonly string[]): string {
  const { rows, trainSeconds, model, scores, baselines, setAside } = evaluation;
  const aside = setAside.train + setAside.test;
  return [
    `${model} learnt from ${rows.train} rows in ${trainSeconds.toFixed(1)} s and was asked about ${rows.test} others` +
      (aside === 0 ? '' : `; ${aside} rows could not be used`),
    scoresTable([[model, scores], ...Object.entries(baselines)]),
    ...floorLines(evaluation),
    ...importanceLines(evaluation),
    ...(files.length === 0 ? [] : ['', `learning curve: ${files.join(', ')}`]),
  ].join('\n');
}

function scoresTable(all: readonly (readonly [string, Scores])[]): string {
  const coverage = ({ throughputTps, latencyMeanMs }: Scores): string | undefined =>
    throughputTps.coverage90Pct === null || latencyMeanMs.coverage90Pct === null
      ? undefined
      : `${figure(throughputTps.coverage90Pct)} / ${figure(latencyMeanMs.coverage90Pct)}`;
  const columns: readonly (readonly [string, (of: Scores) => string | undefined])[] = [
    ['throughput MAPE %', (of) => figure(of.throughputTps.mapePct)],
    ['median %', (of) => figure(of.throughputTps.medianApePct)],
    ['mean latency MAPE %', (of) => figure(of.latencyMeanMs.mapePct)],
    ['median %', (of) => figure(of.latencyMeanMs.medianApePct)],
    ['MAE ms', (of) => figure(of.latencyMeanMs.mae)],
    ['p95 MAPE %', (of) => of.latencyP95Ms && figure(of.latencyP95Ms.mapePct)],
    ['coverage %', coverage],
  ];
  const shown = columns.filter(([, cell]) => all.some(([, of]) => cell(of) !== undefined));
  return table(
    ['predictor', ...shown.map(([heading]) => heading)],
    all.map(([name, of]) => [name, ...shown.map(([, cell]) => cell(of))]),
  );
}

function floorLines({ noiseFloor: { throughputTps, latencyMeanMs } }: Evaluation): string[] {
  if (throughputTps === undefined || latencyMeanMs === undefined) return [];
  return [
    '',
    `replicates differ by so much that a perfect model would get ${figure(throughputTps)} % throughput MAPE and ` +
      `${figure(latencyMeanMs)} % mean latency MAPE`,
  ];
}

function importanceLines({ importance }: Evaluation): string[] {
  if (!importance) return [];
  const rows = importance.map(({ input, increase: { throughputTps, latencyMeanMs } }) => [
    input,
    `${figure(throughputTps.meanPct)} ± ${figure(throughputTps.spreadPct)}`,
    `${figure(latencyMeanMs.meanPct)} ± ${figure(latencyMeanMs.spreadPct)}`,
  ]);
  return [
    '',
    'percentage points by which the MAPE grows when the values of an input are shuffled',
    table(['input', 'throughput', 'mean latency'], rows),
  ];
}
