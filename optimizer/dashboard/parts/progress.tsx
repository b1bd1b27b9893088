import type { VNode } from 'preact';
import { count } from '../format.js';

/** How much is done, as a bar and in words. */
export function Progress({
  done,
  total,
  label,
}: {
  readonly done: number;
  readonly total: number;
  readonly label: string;
}): VNode {
  return (
    <div class="progress">
      <progress max={Math.max(total, 1)} value={Math.min(done, total)} aria-label={label} />
      <span>
        {count(done)} of {count(total)}
      </span>
    </div>
  );
}
