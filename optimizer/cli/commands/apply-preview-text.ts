import type { Expected } from '../../domain/recommendation.js';
import { describeSettings } from '../../domain/settings.js';
import { figure, table } from '../output.js';
import type { ChangePreview, ExpectedSide, Expectation } from '../../operations/change-preview.js';

/** A dry run for people. */
export function describePreview(preview: ChangePreview): string {
  const { before, after, changes, sequence } = preview;
  const blocks = changes
    ? [
        differenceLines(preview),
        railLines(preview),
        signatureLines(preview),
        preview.expected ? expectedLines(preview.expected) : [],
      ]
    : [['these settings are in force already']];
  return [
    `from ${describeSettings(before)}`,
    `to   ${describeSettings(after)}`,
    ...blocks.flat(),
    `config sequence ${sequence}; nothing was changed`,
  ].join('\n');
}

function differenceLines({ differences, meaning }: ChangePreview): string[] {
  const changed = differences.map(
    ({ setting, from, to, factor }) => `  ${setting}: ${from} -> ${to} (${figure(factor)} times)`,
  );
  return [...changed, ...meaning.map((line) => `  ${line}`)];
}

function railLines({ guardRails: { broken } }: ChangePreview): string[] {
  if (broken.length === 0) return ['guard rails: none forbids it'];
  return ['guard rails: this would be refused', ...broken.map((line) => `  ${line}`)];
}

function signatureLines({ signatures }: ChangePreview): string[] {
  if (!signatures) return [];
  const { rule, policy, here, stillNeeded, organisations } = signatures;
  const own = here.length === 0 ? 'none of them' : here.join(', ');
  const others = organisations.filter((mspId) => !here.includes(mspId));
  return [
    `to be signed by the ${rule} (${policy})`,
    stillNeeded === 0
      ? `  this installation signs for ${own}, which is enough`
      : `  this installation signs for ${own}; ${stillNeeded} more of ${others.join(', ')} needed: "gridtune proposal create" begins to gather them`,
  ];
}

function expectedLines({ by, sendRateTps, before, after, notes, ...size }: Expectation): string[] {
  const load = sendRateTps === null ? 'for a transaction that comes alone' : `at ${figure(sendRateTps)} tps`;
  const known = size.txBytesMeasured ? 'as measured' : 'assumed';
  const rows = [
    ...predictedRows(before, after),
    ['blocks ended by', before.cut.by, after.cut.by],
    ['mean wait in a block, ms', figure(before.cut.meanWaitMs), figure(after.cut.meanWaitMs)],
    ['95th percentile of it, ms', figure(before.cut.p95WaitMs), figure(after.cut.p95WaitMs)],
    ['transactions in a block', figure(before.cut.blockTransactions), figure(after.cut.blockTransactions)],
  ];
  return [
    `expected ${load}, by ${by} (${figure(size.txBytes)} bytes a transaction, ${known})`,
    ...table(['', 'in force', 'afterwards'], rows)
      .split('\n')
      .map((line) => `  ${line}`),
    ...notes.map((note) => `  note: ${note}`),
  ];
}

function predictedRows({ predicted: before }: ExpectedSide, { predicted: after }: ExpectedSide): string[][] {
  if (!after) return [];
  const row = (name: string, value: (side: Expected) => number | undefined): string[][] => {
    const values = [before, after].map((side) => (side ? value(side) : undefined));
    if (values.every((each) => each === undefined)) return [];
    return [[name, ...values.map((each) => (each === undefined ? '-' : figure(each)))]];
  };
  return [
    ...row('throughput, tps', ({ throughputTps }) => throughputTps),
    ...row('mean latency, ms', ({ latencyMeanMs }) => latencyMeanMs),
    ...row('95th percentile, ms', ({ latencyP95Ms }) => latencyP95Ms),
  ];
}
