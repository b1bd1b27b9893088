import type { ExpectedCut } from '../../domain/block-cut.js';
import { KIB } from '../../domain/settings.js';
import type { Preview } from '../../operations/sweep-preview.js';
import { figure, table } from '../output.js';

/** What `sweep --dry-run` prints for people. */
export function describePreview({
  plan,
  planned,
  skipped,
  points,
  expectedSeconds,
  warnings,
}: Preview): string {
  const hasAnchors = points.some(({ anchors }) => anchors !== undefined);
  const headers = ['messages', 'timeout ms', 'preferred KiB', 'absolute KiB', 'tps', 'replicates'];
  const rows = points.map(({ settings, load, replicates, anchors, expectedCut }) => [
    settings.maxMessageCount,
    settings.batchTimeoutMs,
    kib(settings.preferredMaxBytes),
    kib(settings.absoluteMaxBytes),
    load.sendRateTps,
    replicates,
    ...(hasAnchors ? [anchors] : []),
    describeCut(expectedCut),
  ]);
  const [least, most] = [describeSeconds(expectedSeconds.min), describeSeconds(expectedSeconds.max)];
  const duration = least === most ? least : `${least} to ${most}`;
  const left = skipped === undefined ? '' : `, ${skipped} left out`;
  return [
    table([...headers, ...(hasAnchors ? ['anchors'] : []), 'expected cut'], rows),
    '',
    ...warnings.map((warning) => `warning: ${warning}`),
    `plan ${plan}: ${planned} rounds${left}, expected to take ${duration}; nothing was changed`,
  ].join('\n');
}

function kib(bytes: number): number {
  return Math.round((bytes / KIB) * 10) / 10;
}

function describeCut(cut: ExpectedCut | null): string {
  return cut ? `${cut.by} at ${figure(cut.transactions)}` : 'no blocks';
}

function describeSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
