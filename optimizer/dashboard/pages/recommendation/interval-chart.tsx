import type { VNode } from 'preact';
import type { Figure, FigureRow } from '../../changing/side-by-side.js';
import { figure } from '../../format.js';

/** Room for a range's ends in per cent of the width. */
const MARGIN_PCT = 4;

/** Before and after with their ranges, one line each: every figure on a scale of its own from 0. */
export function IntervalChart({ rows }: { readonly rows: readonly FigureRow[] }): VNode {
  return (
    <div class="intervals">
      {rows.map((row) => (
        <figure key={row.name}>
          <figcaption>
            {row.label}, {row.unit}
          </figcaption>
          <Scale row={row} />
        </figure>
      ))}
    </div>
  );
}

function Scale({ row }: { readonly row: FigureRow }): VNode {
  const most = Math.max(
    ...[row.before, row.after].flatMap((each) => (each ? [each.high ?? each.value] : [])),
    0,
  );
  const top = most > 0 ? most : 1;
  const words = [
    row.before && `in force ${spoken(row.before)}`,
    row.after && `recommended ${spoken(row.after)}`,
  ].filter(Boolean);
  return (
    <div class="interval-scale" role="img" aria-label={`${row.label} in ${row.unit}: ${words.join('; ')}`}>
      {row.before && <Line of={row.before} top={top} kind="before" label="in force" />}
      {row.after && <Line of={row.after} top={top} kind="after" label="recommended" />}
      <div class="interval-axis">
        <span>0</span>
        <span>
          {figure(top)} {row.unit}
        </span>
      </div>
    </div>
  );
}

function spoken({ value, low, high }: Figure): string {
  const known = low !== undefined && high !== undefined;
  return known ? `${figure(value)}, ${figure(low)} to ${figure(high)}` : figure(value);
}

function Line({
  of: { value, low, high },
  top,
  kind,
  label,
}: {
  readonly of: Figure;
  readonly top: number;
  readonly kind: 'before' | 'after';
  readonly label: string;
}): VNode {
  const x = (each: number): string => `${(each / top) * (100 - MARGIN_PCT)}%`;
  return (
    <div class={`interval-line ${kind}`}>
      <span class="interval-name">{label}</span>
      <svg width="100%" height="22" aria-hidden="true">
        <line class="track" x1="0" x2="100%" y1="11" y2="11" />
        {low !== undefined && high !== undefined && (
          <line class="range" x1={x(low)} x2={x(high)} y1="11" y2="11" />
        )}
        <circle cx={x(value)} cy="11" r="6" />
      </svg>
    </div>
  );
}
