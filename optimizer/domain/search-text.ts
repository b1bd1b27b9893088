import type { IntervalPrediction } from './prediction.js';
import type { MeasuredFigures, SearchBelief } from './search.js';
import { describeSettings } from './settings.js';

/** What a search believes, as people read it. */

/** One line: what would be recommended now, what is known of it, how sure that is, and what more rounds may bring. */
export function describeBelief(belief: SearchBelief, roundsLeft: number): string {
  const left = roundsLeft === 1 ? '1 round left' : `${roundsLeft} rounds left`;
  const { recommended, expectedImprovementPct: gainPct } = belief;
  const gain = gainPct === undefined ? [] : [`one more round may gain ${shown(gainPct)} %`];
  const found = recommended
    ? [`best so far: ${describeSettings(recommended)}: ${figuresOf(belief)}`, ...surenessOf(belief)]
    : [describeClosest(belief)];
  return [...found, ...gain, left].join('; ');
}

/** What came closest to the limits, where nothing acceptable is known. */
export function describeClosest({ closest }: SearchBelief): string {
  if (!closest) return 'nothing acceptable known so far';
  const { settings, measured, broken } = closest;
  const why = broken.length > 0 ? `breaks ${broken.join(', ')}` : 'keeps the limits, but not surely enough';
  return `nothing acceptable known so far; closest: ${describeSettings(settings)}, which ${why}: ${measuredWords(measured)}`;
}

/** What is expected with its intervals, else what was measured. */
export function figuresOf({ expected, measured }: SearchBelief): string {
  const words = [
    ...(expected ? [`expected ${expectedWords(expected)}`] : []),
    ...(measured ? [`measured ${measuredWords(measured)}`] : ['not measured itself']),
  ];
  return words.join(', ');
}

function surenessOf({ limitsHold, probabilityBest }: SearchBelief): string[] {
  return [
    ...(limitsHold === undefined ? [] : [`keeps the limits with probability ${shown(100 * limitsHold)} %`]),
    ...(probabilityBest === undefined ? [] : [`the best with probability ${shown(100 * probabilityBest)} %`]),
  ];
}

/** `60 tps (58 to 61), mean 83 ms (80 to 90), p95 120 ms (110 to 140)`, each with its 90 % interval. */
function expectedWords({ interval90, ...figures }: IntervalPrediction): string {
  const words = [
    `${shown(figures.throughputTps)} tps (${range(interval90.throughputTps)})`,
    `mean ${shown(figures.latencyMeanMs)} ms (${range(interval90.latencyMeanMs)})`,
  ];
  if (figures.latencyP95Ms !== undefined) {
    const within = interval90.latencyP95Ms ? ` (${range(interval90.latencyP95Ms)})` : '';
    words.push(`p95 ${shown(figures.latencyP95Ms)} ms${within}`);
  }
  return words.join(', ');
}

/** `60 tps, mean 83 ms, p95 120 ms in 2 rounds` */
function measuredWords({ rounds, throughputTps, latencyMeanMs, latencyP95Ms, failedPct }: MeasuredFigures) {
  const words = [`${shown(throughputTps)} tps`, `mean ${shown(latencyMeanMs)} ms`];
  if (latencyP95Ms !== undefined) words.push(`p95 ${shown(latencyP95Ms)} ms`);
  if (failedPct !== undefined && failedPct > 0) words.push(`${shown(failedPct)} % failed`);
  return `${words.join(', ')} in ${rounds === 1 ? '1 round' : `${rounds} rounds`}`;
}

function range({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${shown(low)} to ${shown(high)}`;
}

function shown(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
