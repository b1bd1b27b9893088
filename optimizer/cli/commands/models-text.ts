import type { ModelRecord, Score, Scores } from '../../domain/model-record.js';
import { figure, table } from '../output.js';

/** One line a model, as `models list` shows them. */
export function modelsTable(models: readonly ModelRecord[]): string {
  const rows = models.map(({ id, createdAt, kind, status, rows: parts, scores }) => [
    id,
    createdAt,
    kind,
    status,
    parts.train + parts.validation + parts.test,
    figure(scores.throughputTps.mapePct),
    figure(scores.latencyMeanMs.mapePct),
    coverage(scores),
  ]);
  return table(
    ['model', 'created', 'kind', 'status', 'rows', 'tps MAPE %', 'latency MAPE %', 'coverage %'],
    rows,
  );
}

/** The model's errors beside those of answers that need no model. */
export function scoresTable({ kind, scores, baselines }: ModelRecord): string {
  const all: [string, Scores][] = [[kind, scores], ...Object.entries(baselines)];
  const some = (has: (of: Scores) => unknown): boolean => all.some(([, of]) => has(of) !== undefined);
  const columns: [string, (of: Scores) => string | number | undefined][] = [
    ['throughput MAPE %', (of) => figure(of.throughputTps.mapePct)],
    ['mean latency MAPE %', (of) => figure(of.latencyMeanMs.mapePct)],
    ['mean latency MAE ms', (of) => figure(of.latencyMeanMs.mae)],
  ];
  const optional: typeof columns = [
    ['p95 MAPE %', (of) => of.latencyP95Ms && figure(of.latencyP95Ms.mapePct)],
    ['coverage %', coverage],
  ];
  const shown = [...columns, ...optional.filter(([, cell]) => some(cell))];
  return table(
    ['predictor', ...shown.map(([heading]) => heading)],
    all.map(([name, of]) => [name, ...shown.map(([, cell]) => cell(of))]),
  );
}

/** Everything about one model, for people. */
export function describeModel(model: ModelRecord): string {
  const { rows, priorModelId, roundIds, noiseFloor, importance, learningCurve } = model;
  const facts: [string, string | undefined][] = [
    ['model', `${model.id}, ${model.kind}`],
    ['status', `${model.status} since ${model.statusAt}: ${model.statusReason}`],
    [
      'created',
      `${model.createdAt} in ${model.trainSeconds.toFixed(1)} s, seed ${model.seed}, backend ${model.backend}`,
    ],
    ['network', model.networkId ?? 'none: imported rows alone'],
    [
      'rows',
      `${roundIds.length}: ${rows.train + rows.validation} learnt from before the scores, ${rows.test} held out for them`,
    ],
    ['dataset', model.datasetHash],
    ['code', model.codeVersion],
    ['started from', priorModelId],
    ['file', `${model.file.name}, SHA-256 ${model.file.sha256}`],
    ['noise floor', noiseFloor && errorsLine(noiseFloor)],
    ...(importance ?? []).map(({ input, increase }): [string, string] => [
      `without ${input}`,
      `error greater by ${errorsLine({
        throughputTps: increase.throughputTps.meanPct,
        latencyMeanMs: increase.latencyMeanMs.meanPct,
        latencyP95Ms: increase.latencyP95Ms?.meanPct,
      })}`,
    ]),
    ...(learningCurve ?? []).map(({ rows: count, ...errors }): [string, string] => [
      `after ${count} rows`,
      errorsLine(errors),
    ]),
  ];
  const known = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const width = Math.max(...known.map(([name = '']) => name.length));
  return [
    ...known.map(([name = '', value = '']) => `${name.padEnd(width)}  ${value}`),
    '',
    `errors on ${rows.test} rows that the scored model never saw`,
    scoresTable(model),
  ].join('\n');
}

function errorsLine(errors: NonNullable<ModelRecord['noiseFloor']>): string {
  const names = { throughputTps: 'throughput', latencyMeanMs: 'mean latency', latencyP95Ms: 'p95' } as const;
  return (['throughputTps', 'latencyMeanMs', 'latencyP95Ms'] as const)
    .flatMap((output) => {
      const error = errors[output];
      return error === undefined ? [] : [`${names[output]} ${figure(error)} %`];
    })
    .join(', ');
}

/** Throughput's / mean latency's; undefined where there are no intervals. */
function coverage({ throughputTps, latencyMeanMs }: Scores): string | undefined {
  const both = [throughputTps, latencyMeanMs].map(({ coverage90Pct }: Score) => coverage90Pct);
  if (both.every((pct) => pct === null)) return undefined;
  return both.map((pct) => (pct === null ? '-' : figure(pct))).join(' / ');
}
