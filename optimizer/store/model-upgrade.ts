import type { Upgrade } from './document-codec.js';

const REASON =
  'was trained by a gridtune that knew no champions: train anew, or put it in charge with "gridtune models promote"';

/**
 * Models from schema version 1 to 2: status, code version, backend and the coverage of intervals came in.
 * What was not written down is `unknown`, and no model is taken for a champion because it happens to be the
 * newest: nothing was ever compared with it, and one document does not know the others.
 */
export const withStatusAndLineage: Upgrade = (fields) => ({
  ...fields,
  scores: withoutCoverage(fields['scores']),
  baselines: each(fields['baselines'], withoutCoverage),
  codeVersion: 'unknown',
  backend: 'unknown',
  status: 'retired',
  statusReason: REASON,
  statusAt: fields['createdAt'],
});

/** Version 1 had no intervals whose coverage could have been counted. */
function withoutCoverage(scores: unknown): unknown {
  return each(scores, (score) => (isFields(score) ? { ...score, coverage90Pct: null } : score));
}

/** What is not an object stays as it is, for the check of the fields to refuse. */
function each(value: unknown, change: (part: unknown) => unknown): unknown {
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, change(part)]));
}

function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
