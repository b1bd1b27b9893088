import type { CutConditions } from '../cutmodel/cut.js';
import type { Binding, CutLimit } from '../domain/recommendation-detail.js';

const NAMES: Readonly<Record<CutLimit, string>> = {
  count: 'the message count',
  bytes: 'the byte limit',
  timeout: 'the timeout',
};

/** `the timeout ends 97 % of blocks, 7.0 transactions on average; the message count would rule from 7 down ...`. */
export function describeBinding(
  { by, blockTransactions, limits }: Omit<Binding, 'description'>,
  conditions: Pick<CutConditions, 'consensus' | 'txBytes'>,
): string {
  const ruling = limits.find(({ limit }) => limit === by);
  const share = ruling?.sharePct === undefined ? 'most' : `${ruling.sharePct.toFixed(0)} %`;
  const size = `${blockTransactions.toFixed(1)} ${blockTransactions < 1.05 ? 'transaction' : 'transactions'}`;
  const first = `${NAMES[by]} ends ${share} of blocks, ${size} on average`;
  const others = limits.filter(({ limit }) => limit !== by).map((limit) => otherWords(limit, conditions));
  return [first, ...others].join('; ');
}

function otherWords(
  { limit, value, sharePct, bindsAt }: Binding['limits'][number],
  conditions: Pick<CutConditions, 'consensus' | 'txBytes'>,
): string {
  if (sharePct === undefined) return unknownWords(conditions, value);
  if (bindsAt === undefined || value === undefined)
    return `${NAMES[limit]} would rule at no value that may be set`;
  const factor = value / bindsAt;
  return `${NAMES[limit]} would rule from ${withUnit(limit, bindsAt)} down, ${factorText(factor)} of what it is`;
}

function unknownWords(
  { consensus, txBytes }: Pick<CutConditions, 'consensus' | 'txBytes'>,
  value?: number,
): string {
  const setting = consensus === 'raft' ? 'preferredMaxBytes' : 'absoluteMaxBytes';
  const missing = [
    ...(value === undefined ? [setting] : []),
    ...(txBytes === undefined ? ['the size of a transaction'] : []),
  ].join(' and ');
  return `whether the byte limit rules is unknown, as ${missing} was not recorded`;
}

function withUnit(limit: CutLimit, value: number): string {
  const unit = { count: value === 1 ? 'message' : 'messages', bytes: 'bytes', timeout: 'ms' }[limit];
  return `${value.toLocaleString('en-US')} ${unit}`;
}

/** `1/14`, or `77 %` where a fraction would say too little. */
function factorText(factor: number): string {
  return factor >= 2 ? `1/${factor.toFixed(factor < 10 ? 1 : 0)}` : `${(100 / factor).toFixed(0)} %`;
}
