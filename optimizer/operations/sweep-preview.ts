import type { Consensus } from '../domain/consensus.js';
import { median } from '../domain/statistics.js';
import {
  ASSUMED_TX_BYTES,
  expectedCut,
  orderedRateTps,
  settingOf,
  type ExpectedCut,
  type Ordered,
} from '../domain/block-cut.js';
import { equivalentPoints, type EquivalentPoints } from '../domain/design-equivalence.js';
import type { Workload } from '../domain/load.js';
import { expandPlan, plannedPoints, type Plan, type PlannedPoint } from '../domain/plan.js';
import type { Round } from '../domain/round.js';
import type { OrdererSettings } from '../domain/settings.js';
import { figure } from './figure.js';

/** What a plan will do, worked out before anything is measured. */

/** Bytes of a transaction as the block cutter counts them, and how they are known. */
export interface TransactionSize {
  readonly bytes: number;
  readonly known: 'from the plan' | 'from measured rounds' | 'assumed';
}

export interface PreviewPoint extends PlannedPoint {
  readonly replicates: number;
  /** How often the point is measured as an anchor; absent if never. */
  readonly anchors?: number;
  /** Null for a load that only reads: nothing is ordered. */
  readonly expectedCut: ExpectedCut | null;
}

/** What `sweep --dry-run --json` prints. */
export interface Preview {
  /** Name of the plan. */
  readonly plan: string;
  /** Rounds, anchors among them. */
  readonly planned: number;
  /** Rounds left out because another measures the same; absent unless asked for. */
  readonly skipped?: number;
  /** In the order of the plan. */
  readonly points: readonly PreviewPoint[];
  /** With every window at its shortest, and at its longest. */
  readonly expectedSeconds: { readonly min: number; readonly max: number };
  readonly warnings: readonly string[];
}

/** Seconds a round that neither window nor batch timeout explain: the change of settings, the last commits. */
const OVERHEAD_S = 0.5;

/** Groups of equivalent points that are worth a line each; more are summed up in one. */
const MOST_LINES = 5;

/**
 * @param inForce - settings that fill what the plan leaves open.
 * @returns what is to be measured, which is the plan itself unless `skipDead` leaves points out, and what is
 * expected of it.
 * @throws InvalidInputError if a point only together with what is in force breaks a rule.
 */
export function previewPlan(
  plan: Plan,
  inForce: OrdererSettings,
  {
    txBytes,
    skipDead,
    consensus,
  }: { readonly txBytes: TransactionSize; readonly skipDead: boolean; readonly consensus: Consensus },
): { readonly plan: Plan; readonly preview: Preview } {
  const ordered = { txBytes: txBytes.bytes, consensus };
  const groups = equivalentPoints(plannedPoints(plan, inForce), ordered);
  const repeating = groups.flatMap(({ points }) => points.slice(1)).length * plan.replicates;
  const left = skipDead ? withoutRepeats(plan, inForce, groups) : plan;
  const rounds = expandPlan(left, inForce);
  const seconds = rounds.map(
    ({ settings }) => settings.batchTimeoutMs / 1000 + OVERHEAD_S + plan.window.warmupS,
  );
  const overhead = seconds.reduce((sum, value) => sum + value, 0);
  const preview: Preview = {
    plan: plan.name,
    planned: rounds.length,
    ...(skipDead ? { skipped: repeating } : {}),
    points: previewPoints(left, inForce, ordered),
    expectedSeconds: {
      min: Math.round(overhead + rounds.length * plan.window.minS),
      max: Math.round(overhead + rounds.length * plan.window.maxS),
    },
    warnings: warningsOf(groups, {
      repeating,
      of: plannedPoints(plan, inForce).length * plan.replicates,
      txBytes,
      skipDead,
      consensus,
    }),
  };
  return { plan: left, preview };
}

/** Keeps the first point of each group. */
function withoutRepeats(plan: Plan, inForce: OrdererSettings, groups: readonly EquivalentPoints[]): Plan {
  const repeats = new Set(groups.flatMap(({ points }) => points.slice(1)).map(({ pointId }) => pointId));
  const isKept = (point: Plan['points'][number]): boolean =>
    plannedPoints({ ...plan, points: [point] }, inForce).every(({ pointId }) => !repeats.has(pointId));
  return { ...plan, points: plan.points.filter(isKept) };
}

function previewPoints(
  plan: Plan,
  inForce: OrdererSettings,
  ordered: Pick<Ordered, 'txBytes' | 'consensus'>,
): PreviewPoint[] {
  const anchors = expandPlan(plan, inForce).filter(({ anchor }) => anchor);
  const [anchor] = anchors;
  const ordinary = plannedPoints(plan, inForce);
  const preview = ({ pointId, settings, load }: PlannedPoint, replicates: number): PreviewPoint => {
    const rate = orderedRateTps(load);
    return {
      pointId,
      settings,
      load,
      replicates,
      ...(pointId === anchor?.pointId ? { anchors: anchors.length } : {}),
      expectedCut: rate === 0 ? null : expectedCut(settings, { ...ordered, sendRateTps: rate }),
    };
  };
  const isApart = anchor && ordinary.every(({ pointId }) => pointId !== anchor.pointId);
  return [
    ...ordinary.map((point) => preview(point, plan.replicates)),
    ...(isApart ? [preview(anchor, 0)] : []),
  ];
}

interface Repeats {
  /** Rounds that measure what another does. */
  readonly repeating: number;
  /** Rounds of the plan, anchors apart. */
  readonly of: number;
  readonly txBytes: TransactionSize;
  readonly skipDead: boolean;
  readonly consensus: Consensus;
}

function warningsOf(groups: readonly EquivalentPoints[], repeats: Repeats): string[] {
  if (groups.length === 0) return [];
  const { repeating, of, txBytes, skipDead, consensus } = repeats;
  const dead = [...new Set(groups.flatMap(({ differIn }) => differIn))].join(', ');
  const size =
    txBytes.known === 'assumed'
      ? `${figure(txBytes.bytes)} bytes a transaction are assumed, no round has measured them yet`
      : `${figure(txBytes.bytes)} bytes a transaction, ${txBytes.known}`;
  const what = skipDead
    ? `${repeating} of ${of} rounds left out, they would repeat what another measures`
    : `${repeating} of ${of} rounds would repeat what another measures, --skip-dead leaves them out`;
  return [
    ...(groups.length > MOST_LINES
      ? []
      : groups.map((group) => describeGroup(group, { txBytes: txBytes.bytes, consensus }))),
    `${what}: ${dead} ${dead.includes(',') ? 'change' : 'changes'} nothing there (${size})`,
  ];
}

function describeGroup(
  { points, differIn }: EquivalentPoints,
  ordered: Pick<Ordered, 'txBytes' | 'consensus'>,
): string {
  const [first] = points;
  if (!first) return '';
  const { sendRateTps, workload } = first.load;
  const rate = orderedRateTps(first.load);
  const why =
    rate === 0
      ? 'reads are not ordered'
      : describeCut(expectedCut(first.settings, { ...ordered, sendRateTps: rate }), ordered.consensus);
  return `${points.length} points at ${figure(sendRateTps)} tps (${workload}) differ only in ${differIn.join(', ')}: ${why}`;
}

function describeCut({ by, transactions }: ExpectedCut, consensus: Consensus): string {
  return `${settingOf(by, consensus)} ends blocks there, at about ${figure(transactions)} transactions`;
}

/** The size of a transaction: as the plan says, else the median of measured rounds, else assumed. */
export function transactionSize(
  { txBytes, workload }: Plan,
  rounds: readonly Round[],
  networkId: string,
): TransactionSize {
  if (txBytes !== undefined) return { bytes: txBytes, known: 'from the plan' };
  const measured = sizesOf(rounds, networkId, workload);
  return measured.length > 0
    ? { bytes: median(measured), known: 'from measured rounds' }
    : { bytes: ASSUMED_TX_BYTES, known: 'assumed' };
}

function sizesOf(rounds: readonly Round[], networkId: string, workload: Workload): number[] {
  return rounds.flatMap((round) => {
    if (
      round.kind !== 'measured' ||
      round.context.networkId !== networkId ||
      round.load.workload !== workload
    )
      return [];
    const bytes = round.inside?.txBytes;
    return bytes === undefined || bytes === 0 ? [] : [bytes];
  });
}
