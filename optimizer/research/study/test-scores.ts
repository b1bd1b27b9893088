import { choiceName, type Fit, type Study, type TestedChoice, spreadOf } from '../../domain/study.js';
import { number, whole } from '../number-format.js';
import { html, table, type Html } from '../report-html.js';

const OUTPUTS = [
  { name: 'throughputTps', label: 'Throughput', unit: 'tps' },
  { name: 'latencyMeanMs', label: 'Mean latency', unit: 'ms' },
] as const;
const FIGURES = [
  { name: 'mse', heading: 'MSE (unit²)', decimals: undefined },
  { name: 'rmse', heading: 'RMSE (unit)', decimals: undefined },
  { name: 'r2', heading: 'R²', decimals: 3 },
  { name: 'r', heading: 'R', decimals: 3 },
  { name: 'mapePct', heading: 'MAPE (%)', decimals: undefined },
] as const;

/** Errors on the part that nothing had seen. */
export function testSection({ tested, rows, points }: Study): Html {
  const columns = [
    { heading: 'Output' },
    { heading: 'Answer of' },
    ...FIGURES.map(({ heading }) => ({ heading, numeric: true })),
  ];
  return html`<section>
    <h2>On the test part</h2>
    <p>
      ${whole(rows.test)} rows of ${whole(points.test)} points that took part in nothing before. The repeats
      together answer with the mean of their scaled outputs. R² compares with always answering the mean of the
      test rows, and falls below 0 where that would do better; R is the correlation, which no constant error
      lowers.
    </p>
    ${tested.map((each) =>
      table(
        captionOf(each),
        columns,
        OUTPUTS.flatMap((output) => rowsOf(each, output)),
      ),
    )}
  </section>`;
}

function captionOf({ role, choice }: TestedChoice): string {
  return `${role === 'chosen' ? 'Chosen' : 'Published shape'}: ${choiceName(choice)}`;
}

function rowsOf(
  { runs, together }: TestedChoice,
  { name, label, unit }: (typeof OUTPUTS)[number],
): string[][] {
  const output = `${label} (${unit})`;
  const each = (figure: keyof Fit, decimals: number | undefined): string => {
    const known = runs.map((run) => run[name][figure]).filter((value) => value !== null);
    if (known.length === 0) return 'none';
    const { mean, sd } = spreadOf(known);
    return `${number(mean, decimals)} ± ${number(sd, decimals)}`;
  };
  const one = (figure: keyof Fit, decimals: number | undefined): string => {
    const value = together[name][figure];
    return value === null ? 'none' : number(value, decimals);
  };
  return [
    [output, 'all repeats together', ...FIGURES.map((f) => one(f.name, f.decimals))],
    [output, 'each repeat', ...FIGURES.map((f) => each(f.name, f.decimals))],
  ];
}
