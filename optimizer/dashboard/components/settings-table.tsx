import type { VNode } from 'preact';
import type { OrdererSettings } from '../../domain/settings.js';
import { settingText } from '../changing/change-words.js';
import { settingRows, type SettingRow } from '../changing/side-by-side.js';
import { Table, type Column } from '../parts/table.js';

/** Settings side by side; what differs stands out, in words too. */
export function SettingsTable({
  caption,
  before,
  after,
  afterTitle,
  beforeTitle = 'In force',
}: {
  readonly caption: string;
  readonly before: OrdererSettings;
  readonly after: OrdererSettings;
  readonly beforeTitle?: string;
  readonly afterTitle: string;
}): VNode {
  const columns: readonly Column<SettingRow>[] = [
    { title: 'Setting', heading: true, cell: ({ label }) => label },
    { title: beforeTitle, numeric: true, cell: (row) => settingText(row, row.before) },
    {
      title: afterTitle,
      numeric: true,
      cell: (row) =>
        row.before === row.after ? <span class="soft">the same</span> : <b>{settingText(row, row.after)}</b>,
    },
  ];
  return (
    <Table caption={caption} columns={columns} rows={settingRows(before, after)} keyOf={({ name }) => name} />
  );
}
