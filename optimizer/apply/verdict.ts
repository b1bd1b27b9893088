import type { Comparison, Interval, Verification } from '../domain/application.js';
import { THROUGHPUT_TOLERANCE, type Objective } from '../domain/objective.js';

export interface Verdict {
  readonly verdict: Verification['verdict'];
  readonly reason: string;
}

/**
 * Whether applied settings stay. They are kept unless they are shown to be worse: a whole interval on the
 * wrong side of zero for what the objective cares about, or a loss of mean throughput beyond the tolerance.
 * @param failedPct - failed transactions of all, per side, in percent
 */
export function judge(
  objective: Objective,
  comparison: Comparison,
  failedPct: { baseline: number; applied: number },
): Verdict {
  const { throughputTps, latencyMeanMs } = comparison;
  const tolerancePct = 100 * THROUGHPUT_TOLERANCE;
  if (failedPct.applied > failedPct.baseline + 1) {
    return back(
      `${failedPct.applied.toFixed(1)} % of the transactions failed, ${failedPct.baseline.toFixed(1)} % with the baseline`,
    );
  }
  if (throughputTps.changePct < -tolerancePct) {
    return back(
      `throughput changed by ${signed(throughputTps.changePct)}, more than ${tolerancePct} % below the baseline`,
    );
  }
  if (objective === 'max-throughput') return byInterval('throughput', throughputTps, 'lower');
  return byInterval('mean latency', latencyMeanMs, 'higher');
}

/** @param worse - the direction in which the figure gets worse */
function byInterval(figure: string, { low, high, changePct }: Interval, worse: 'higher' | 'lower'): Verdict {
  const shown = low > 0 ? 'higher' : high < 0 ? 'lower' : undefined;
  if (shown === worse) return back(`${figure} is ${worse}: ${signed(changePct)}`);
  return keep(
    shown
      ? `${figure} is ${shown}: ${signed(changePct)}`
      : `${figure} is not shown to be ${worse}: ${signed(changePct)}, inside the noise`,
  );
}

const keep = (reason: string): Verdict => ({ verdict: 'kept', reason });
const back = (reason: string): Verdict => ({ verdict: 'rolled-back', reason });

function signed(percent: number): string {
  return `${percent >= 0 ? '+' : ''}${percent.toFixed(1)} %`;
}
