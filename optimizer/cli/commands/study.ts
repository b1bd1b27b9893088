import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openSources } from '../../dataset/results-source.js';
import {
  shapeName,
  type Spread,
  type Study,
  type TestedChoice,
  type TriedChoice,
} from '../../domain/study.js';
import { numberOption, type Register } from '../command.js';
import { figure, table } from '../output.js';

const DEFAULT_REPEATS = 5;

interface StudyCommandOptions {
  readonly dataset?: string[];
  readonly seed: number;
  readonly repeats: number;
  readonly out?: string;
}

/** `study`: plain networks of many shapes, learning rates and activations on one split, each several times. */
export const registerStudy: Register = (program, registry) => {
  const study = program
    .command('study')
    .description('compare plain networks of many shapes, learning rates and activations on one split')
    .option(
      '--dataset <name...>',
      'imported datasets, CSV files or sweeps to study; without it every measured round of the store',
    )
    .option(
      '--seed <n>',
      'draws the split and the initial weights',
      numberOption('--seed', Number.isInteger, 'a whole number'),
      1,
    )
    .option(
      '--repeats <n>',
      'trainings of each choice, from other initial weights',
      numberOption('--repeats', (value) => Number.isInteger(value) && value >= 2, 'a whole number from 2'),
      DEFAULT_REPEATS,
    )
    .option('--out <file>', 'report to write; default: reports/<study>.html');
  registry(study, async ({ services, output }) => {
    // Loaded when needed: TensorFlow and the drawing library would slow every other command down.
    const { recordStudy } = await import('../../ann/study/record-study.js');
    const { dataset = [], seed, repeats, out } = study.opts<StudyCommandOptions>();
    const store = await services.store();
    const { progress, signal } = services;
    const sources = await openSources(store, dataset);
    const made = await recordStudy({ store, progress, signal }, { ...sources, seed, repeats });
    const { renderStudyReport } = await import('../../research/study/study-report.js');
    const names = dataset.length > 0 ? ` --dataset ${dataset.join(' ')}` : '';
    const page = renderStudyReport({
      study: made,
      generatedAt: new Date().toISOString(),
      commands: [`gridtune study${names} --seed ${seed} --repeats ${repeats}`],
    });
    const file = path.resolve(out ?? path.join(services.paths.reports, `${made.id}.html`));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, page);
    output.result(made, `${describeStudy(made)}\nreport: ${file}`);
  });
};

/** Choices shown to people; the document and the page have all of them. */
const BEST_SHOWN = 10;

export function describeStudy(study: Study): string {
  const { choices, tested, labels, rows, repeats } = study;
  const best = choices.toSorted((a, b) => a.validationLoss.mean - b.validationLoss.mean);
  const runs = choices.length * repeats;
  return [
    `study ${study.id}: ${runs} trainings of ${choices.length} choices in ${study.seconds.toFixed(1)} s, ` +
      `on ${rows.train} rows to train, ${rows.validation} to choose by, ${rows.test} to test`,
    '',
    `the ${Math.min(BEST_SHOWN, best.length)} best by validation`,
    table(
      [
        'network',
        'activation',
        'learning rate',
        'validation loss',
        'latency RMSE (ms)',
        'throughput RMSE (tps)',
      ],
      best.slice(0, BEST_SHOWN).map(choiceRow),
    ),
    '',
    'on the test part, mean of the repeats together',
    table(['network', 'output', 'RMSE', 'R2', 'R', 'MAPE %'], tested.flatMap(testRows)),
    '',
    `optimal or not on the test part; ${labels.optimal.test} of ${rows.test} rows are optimal`,
    table(
      ['answer', 'right %', 'optimal found', 'optimal missed', 'falsely optimal'],
      [
        ['commoner label everywhere', labels.majority] as const,
        ...tested.flatMap(
          (each) =>
            [
              [`${nameOf(each)}, from its figures`, each.byThresholds],
              [`${nameOf(each)}, as a classifier`, each.byClassifier],
            ] as const,
        ),
      ].map(([name, { accuracy, confusion }]) => [
        name,
        figure(100 * accuracy),
        confusion.truePositives,
        confusion.falseNegatives,
        confusion.falsePositives,
      ]),
    ),
  ].join('\n');
}

function choiceRow({ hidden, activation, learningRate, validationLoss, runs }: TriedChoice): string[] {
  const meanOf = (name: 'latencyMeanMs' | 'throughputTps'): string =>
    figure(runs.reduce((sum, run) => sum + run.validation[name].rmse, 0) / runs.length);
  const loss = withSpread(validationLoss);
  return [
    shapeName(hidden),
    activation,
    String(learningRate),
    loss,
    meanOf('latencyMeanMs'),
    meanOf('throughputTps'),
  ];
}

function withSpread({ mean, sd }: Spread): string {
  return `${figure(mean)} ± ${figure(sd)}`;
}

function nameOf({ role, choice }: TestedChoice): string {
  const { hidden, activation, learningRate } = choice;
  return `${role} ${shapeName(hidden)} ${activation} ${learningRate}`;
}

function testRows(tested: TestedChoice): string[][] {
  return (['throughputTps', 'latencyMeanMs'] as const).map((name) => {
    const { rmse, r2, r, mapePct } = tested.together[name];
    const orNone = (value: number | null): string => (value === null ? 'none' : figure(value));
    return [nameOf(tested), name, figure(rmse), orNone(r2), orNone(r), figure(mapePct)];
  });
}
