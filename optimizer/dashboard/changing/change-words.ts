import type { OrdererSettings } from '../../domain/settings.js';
import { bytes, count } from '../format.js';
import { settingRows, type SettingRow } from './side-by-side.js';

/** `250 ms`, `2 MiB`, `100` */
export function settingText({ unit }: Pick<SettingRow, 'unit'>, value: number): string {
  if (unit === 'bytes') return bytes(value);
  return unit === 'ms' ? `${count(value)} ms` : count(value);
}

/** What differs, in one line: `batch timeout from 2,000 ms to 250 ms`; `nothing` where nothing does. */
export function changeWords(before: OrdererSettings, after: OrdererSettings): string {
  const changed = settingRows(before, after).filter((row) => row.before !== row.after);
  if (changed.length === 0) return 'nothing';
  return changed
    .map((row) => `${row.label} from ${settingText(row, row.before)} to ${settingText(row, row.after)}`)
    .join(', ');
}

/** Settings in one line: `100 transactions, 250 ms, preferred 2 MiB, greatest 10 MiB`. */
export function settingsWords(settings: OrdererSettings): string {
  const { maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes } = settings;
  const transactions = maxMessageCount === 1 ? '1 transaction' : `${count(maxMessageCount)} transactions`;
  const sizes = `preferred ${bytes(preferredMaxBytes)}, greatest ${bytes(absoluteMaxBytes)}`;
  return `${transactions}, ${count(batchTimeoutMs)} ms, ${sizes}`;
}
