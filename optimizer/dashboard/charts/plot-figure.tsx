import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Table, type Column } from '../parts/table.js';

export interface ChartTable<T> {
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
}

export interface PlotFigureProps<T> {
  readonly title: string;
  /** What the chart shows, for those who do not see it. */
  readonly description: string;
  /** Draws into this many pixels. Kept by `useCallback`: another function draws anew. */
  readonly draw: (widthPx: number) => Element;
  /** The same figures as a table. */
  readonly table?: ChartTable<T>;
  readonly narrowest?: number;
  /** Below the chart: what its marks mean. */
  readonly children?: ComponentChildren;
}

/** A chart with its title and, at the press of a button, the table of its figures. */
export function PlotFigure<T>(props: PlotFigureProps<T>): VNode {
  const { title, description, draw, table, children, narrowest = 240 } = props;
  const [isTable, setTable] = useState(false);
  const id = useId();
  return (
    <figure class="chart" aria-labelledby={id}>
      <div class="chart-heading">
        <h3 id={id}>{title}</h3>
        {table && (
          <button
            type="button"
            class="quiet no-print"
            aria-pressed={isTable}
            onClick={() => setTable(!isTable)}
          >
            {isTable ? 'Show the chart' : 'Show as a table'}
          </button>
        )}
      </div>
      {isTable && table ? (
        <Table caption={title} {...table} />
      ) : (
        <Drawing {...{ draw, narrowest }} label={`${title}. ${description}`} />
      )}
      {children !== undefined && <figcaption>{children}</figcaption>}
    </figure>
  );
}

function Drawing({
  draw,
  label,
  narrowest,
}: {
  readonly draw: (widthPx: number) => Element;
  readonly label: string;
  readonly narrowest: number;
}): VNode {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const isDark = useDark();
  useLayoutEffect(() => {
    if (width > 0) {
      const drawn = draw(Math.max(width, narrowest));
      // The box says what it shows; Plot's own labels stand where labels are not allowed.
      drawn.setAttribute('aria-hidden', 'true');
      box.current?.replaceChildren(drawn);
    }
    // Colours that a canvas holds do not follow the color scheme by themselves.
  }, [draw, width, isDark, narrowest]);
  return <div class="plot-box" ref={box} role="img" aria-label={label} />;
}

/** Width of an element in pixels, 0 until it is known. */
function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    setWidth(Math.floor(element.clientWidth));
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return width;
}

const DARK = '(prefers-color-scheme: dark)';

function useDark(): boolean {
  const [isDark, setDark] = useState(() => matchMedia(DARK).matches);
  useEffect(() => {
    const query = matchMedia(DARK);
    const onChange = (): void => setDark(query.matches);
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, []);
  return isDark;
}
