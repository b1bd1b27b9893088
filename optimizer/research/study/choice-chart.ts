import * as Plot from '@observablehq/plot';
import { choiceName, type StudyChoice, type TriedChoice } from '../../domain/study.js';
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
 * The validation loss by the values of one thing: a dot a training, and beside them the place of the grid that did
 * best with that value: the mean of its repeats and one standard deviation to either side. A mean over all places
 * with a value would mostly tell how bad the other choices can be.
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
  const [floor] = y.scale.domain;
  const means = groups.map(({ best }, index) => {
    const { mean, sd } = best.validationLoss;
    return {
      x: index + 1.2,
      ...{ mean, low: Math.max(floor, mean - sd), high: mean + sd },
      title: `${choiceName(best)}: ${number(mean, 4)} ± ${number(sd, 4)}, ${best.runs.length} trainings`,
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
  return { heading, alt: `Validation loss by ${heading.toLowerCase()}, best place of each: ${told}`, svg };
}

interface Group {
  readonly name: string;
  /** The place with the least mean. */
  readonly best: TriedChoice;
  readonly runs: { readonly loss: number; readonly of: string }[];
}

function groupsOf(choices: readonly TriedChoice[], valueOf: ChosenThing['valueOf']): Group[] {
  const groups = new Map<string, Group>();
  for (const choice of choices) {
    const name = valueOf(choice);
    if (name === undefined) continue;
    const runs = choice.runs.map((run) => ({
      loss: run.validationLoss,
      of: `${choiceName(choice)}, seed ${run.seed}`,
    }));
    const group = groups.get(name) ?? { name, best: choice, runs: [] };
    const better = choice.validationLoss.mean < group.best.validationLoss.mean;
    groups.set(name, { name, best: better ? choice : group.best, runs: [...group.runs, ...runs] });
  }
  return [...groups.values()];
}
