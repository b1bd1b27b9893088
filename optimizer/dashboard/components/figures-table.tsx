import type { VNode } from 'preact';
import type { Figure, FigureRow } from '../changing/side-by-side.js';
import { figure, range } from '../format.js';
import { Table, type Column } from '../parts/table.js';
import { Badge } from '../parts/layout.js';

/** Expected figures before and after, with the ranges that hold 90 of 100 rounds. */
export function FiguresTable({
  rows,
  caption,
  afterTitle,
}: {
  readonly rows: readonly FigureRow[];
  readonly caption: string;
  readonly afterTitle: string;
}): VNode {
  const columns: readonly Column<FigureRow>[] = [
    { title: 'Figure', heading: true, cell: ({ label, unit }) => `${label}, ${unit}` },
    { title: 'In force', numeric: true, cell: ({ before }) => <WithRange of={before} /> },
    { title: afterTitle, numeric: true, cell: ({ after }) => <WithRange of={after} /> },
    { title: 'Change', numeric: true, cell: (row) => <Change row={row} /> },
  ];
  return <Table caption={caption} columns={columns} rows={rows} keyOf={({ name }) => name} />;
}

function WithRange({ of }: { readonly of: Figure | undefined }): VNode {
  if (!of) return <span class="soft">not known</span>;
  const { value, low, high } = of;
  return (
    <>
      {figure(value)}
      {low !== undefined && high !== undefined && (
        <small class="soft range">{range({ low, high }, '')}</small>
      )}
    </>
  );
}

const UNNOTICED_PCT = 1;

function Change({ row: { changePct, lessIsBetter } }: { readonly row: FigureRow }): VNode {
  if (changePct === undefined) return <span class="soft">–</span>;
  const words = `${changePct > 0 ? '+' : ''}${figure(changePct)} %`;
  if (Math.abs(changePct) < UNNOTICED_PCT) return <span class="soft">{words}</span>;
  const isBetter = changePct < 0 === lessIsBetter;
  return <Badge kind={isBetter ? 'good' : 'bad'}>{`${words}, ${isBetter ? 'better' : 'worse'}`}</Badge>;
}
