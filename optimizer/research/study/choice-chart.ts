import * as Plot from '@observablehq/plot';
import { choiceName, type StudyChoice, type TriedChoice, spreadOf } from '../../domain/study.js';
import { axisFor } from '../charts/axis.js';
import { axisLengths, panelPlot } from '../charts/panel-plot.js';
import { panelSize, type Panel } from '../figure.js';
import { number } from '../number-format.js';
import { categoryAxis } from './category-axis.js';

/** One thing that was chosen among, and the value that a place of the grid has of it. */
export interface ChosenThing {
  readonly heading: string;
  readonly xLabel: string;
  /** Undefined for places that are not compared here. */
  readonly valueOf: (choice: StudyChoice) => string | undefined;
}

/**
 * The validation loss by the values of one choice: a dot a run, beside them the mean of all runs with that value
 * and one standard deviation to either side.
 * @param count - panels of the figure.
 */
export function choiceChart(
  { heading, xLabel, valueOf }: ChosenThing,
  choices: readonly TriedChoice[],
  { losses, count }: { readonly losses: readonly number[]; readonly count: number },
): Panel {
  const groups = groupsOf(choices, valueOf);
  const names = groups.map(({ name }) => name);
  const size = panelSize(count);
  const lengths = axisLengths(size);
  const y = axisFor(losses, lengths.y);
  const dots = groups.flatMap(({ runs }, index) =>
    runs.map(({ loss, of }) => ({ x: index + 0.88, y: loss, title: `${of}: ${number(loss, 4)}` })),
  );
  const means = groups.map(({ name, runs }, index) => {
    const { mean, sd } = spreadOf(runs.map(({ loss }) => loss));
    const [floor] = y.scale.domain;
    return {
      x: index + 1.2,
      ...{ mean, low: Math.max(floor, mean - sd), high: mean + sd },
      title: `${name}: ${number(mean, 4)} ± ${number(sd, 4)}, ${runs.length} runs`,
    };
  });
  const svg = panelPlot({
    ...{ size, x: categoryAxis(names), y, xLabel, yLabel: 'Validation loss' },
    marks: [
      Plot.dot(dots, { x: 'x', y: 'y', r: 2.4, fill: 'var(--baseline)', fillOpacity: 0.55, title: 'title' }),
      Plot.ruleX(means, {
        ...{ x: 'x', y1: 'low', y2: 'high', stroke: 'var(--recommended)', strokeWidth: 2, clip: true },
      }),
      Plot.dot(means, { x: 'x', y: 'mean', r: 4.2, fill: 'var(--recommended)', title: 'title' }),
    ],
  });
  const told = means.map(({ title }) => title).join('; ');
  return { heading, alt: `Validation loss by ${heading.toLowerCase()}: ${told}`, svg };
}

function groupsOf(
  choices: readonly TriedChoice[],
  valueOf: ChosenThing['valueOf'],
): { readonly name: string; readonly runs: { readonly loss: number; readonly of: string }[] }[] {
  const groups = new Map<string, { loss: number; of: string }[]>();
  for (const choice of choices) {
    const name = valueOf(choice);
    if (name === undefined) continue;
    const runs = choice.runs.map((run) => ({
      loss: run.validationLoss,
      of: `${choiceName(choice)}, seed ${run.seed}`,
    }));
    groups.set(name, [...(groups.get(name) ?? []), ...runs]);
  }
  return [...groups].map(([name, runs]) => ({ name, runs }));
}
