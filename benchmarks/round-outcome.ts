import type { MeasuredRound } from '../optimizer/domain/round.js';

/** One line for people: `59.9 tps, mean 83.1 ms ±2.5 %, p95 110 ms; 6.4 s, intervals narrow enough`. */
export function describeOutcome({ measurement, quality, load }: MeasuredRound): string {
  const { throughputTps, latencyMeanMs, latencyP95Ms, failed, achievedRateTps } = measurement;
  const half = quality?.meanHalfWidthPct;
  const figures = [
    `${shown(throughputTps)} tps`,
    `mean ${shown(latencyMeanMs)} ms${half === undefined ? '' : ` ±${shown(half)} %`}`,
    `p95 ${shown(latencyP95Ms)} ms`,
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  const remarks = [
    ...(quality
      ? [`${((quality.closesMs - quality.opensMs) / 1000).toFixed(1)} s`, ENDINGS[quality.endedBy]]
      : []),
    ...(quality?.saturated ? ['saturated'] : []),
    ...(quality?.generatorLimited
      ? [`the generator sent ${shown(achievedRateTps)} of ${shown(load.sendRateTps)} tps`]
      : []),
  ];
  return `${figures.join(', ')}; ${remarks.join(', ')}`;
}

const ENDINGS = {
  precision: 'intervals narrow enough',
  length: 'full length',
  backlog: 'ended for a queue without end',
  failures: 'ended for too many failures',
} as const;

function shown(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
