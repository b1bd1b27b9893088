import type { ExpectedGain, Recommendation } from '../../../domain/recommendation.js';
import { figure, range, tps } from '../../format.js';

const OBJECTIVES: Readonly<Record<Recommendation['objective'], string>> = {
  'min-latency': 'least latency',
  'max-throughput': 'most throughput',
  balanced: 'most throughput for its latency',
};

/** `least latency at 120 tps` */
export function goalWords({
  objective,
  goal,
  load,
}: Pick<Recommendation, 'objective' | 'load'> & Partial<Pick<Recommendation, 'goal'>>): string {
  const p95 = goal?.latency === 'p95' && objective !== 'max-throughput' ? ' (95th percentile)' : '';
  return `${OBJECTIVES[objective]}${p95} at ${tps(load.sendRateTps)}`;
}

const GAINS: Readonly<Record<ExpectedGain['figure'], string>> = {
  latencyMeanMs: 'mean latency',
  latencyP95Ms: '95th percentile of latency',
  throughputTps: 'throughput',
  power: 'throughput for its latency',
};

/** `mean latency −74 %, in 90 of 100 pairs of rounds −78 to −70 %` */
export function gainWords({ figure: name, changePct, low, high }: ExpectedGain): string {
  const sign = changePct > 0 ? '+' : '';
  return `${GAINS[name]} ${sign}${figure(changePct)} %, in 90 of 100 pairs of rounds ${range({ low, high }, '%')}`;
}

/** `−74 %` with the figure's name, for lists. */
export function shortGain({ figure: name, changePct }: ExpectedGain): string {
  return `${GAINS[name]} ${changePct > 0 ? '+' : ''}${figure(changePct)} %`;
}
