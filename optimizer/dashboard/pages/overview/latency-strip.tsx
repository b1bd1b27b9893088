import type { VNode } from 'preact';
import type { LiveLoadView } from '../../api-views.js';
import { ms } from '../../format.js';

const [WIDTH, HEIGHT] = [600, 64];

/** Mean latency of the blocks of the last two minutes, one stroke a block; small enough to need no chart library. */
export function LatencyStrip({ blocks }: Pick<LiveLoadView, 'blocks'>): VNode | null {
  const known = blocks.flatMap(({ at, latencyMeanMs }) =>
    latencyMeanMs === null ? [] : [{ atMs: Date.parse(at), latencyMs: latencyMeanMs }],
  );
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last || known.length < 2) return null;
  const most = Math.max(...known.map(({ latencyMs }) => latencyMs));
  const spanMs = Math.max(last.atMs - first.atMs, 1);
  const path = known
    .map(({ atMs, latencyMs }) => {
      const x = ((atMs - first.atMs) / spanMs) * WIDTH;
      const y = HEIGHT - 4 - (latencyMs / most) * (HEIGHT - 8);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
  const label = `Mean latency of the last ${known.length} blocks, at most ${ms(most)}`;
  return (
    <figure class="chart">
      <svg
        class="spark"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        <line
          x1="0"
          x2={WIDTH}
          y1={HEIGHT - 4}
          y2={HEIGHT - 4}
          stroke="var(--line)"
          vector-effect="non-scaling-stroke"
        />
        <polyline
          points={path}
          fill="none"
          stroke="var(--accent)"
          stroke-width="2"
          vector-effect="non-scaling-stroke"
        />
      </svg>
      <figcaption>{label}; 0 at the line.</figcaption>
    </figure>
  );
}
