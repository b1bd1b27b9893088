import type { AuditReport, AuditedRecord, ExplainedChange, Standing } from '../../apply/audit/report.js';
import type { AuditRecord } from '../../domain/audit.js';
import { SETTING_NAMES, describeSettings, type OrdererSettings } from '../../domain/settings.js';

/** The report as people read it: what happened in order, what the channel remembers, and what does not agree. */
export function auditText(report: AuditReport): string {
  const { networkId, channel, records, changes, problems, disagreements } = report;
  return [
    `channel ${channel} of network ${networkId}`,
    '',
    ...(records.length > 0 ? records.flatMap(recordLines) : ['nothing is recorded yet']),
    '',
    ...changeLines(changes),
    ...problems.map((problem) => `problem: ${problem}`),
    ...disagreements.map(({ kind, message }) => `DISAGREEMENT (${kind}): ${message}`),
    verdictLine(report),
  ].join('\n');
}

function recordLines({ record, standing, ledger }: AuditedRecord): string[] {
  const { position, at, action, subjectId, who, because, note, requestedBy } = record;
  const place = [
    record.blockNumber === undefined ? '' : `block ${record.blockNumber}`,
    record.transactionId === undefined ? '' : `transaction ${record.transactionId}`,
  ].filter(Boolean);
  return [
    `#${position}  ${at}  ${action} ${subjectId}  ${who.name} of ${who.mspId}`,
    `    because ${because}${note === undefined ? '' : `: ${note}`}`,
    ...(requestedBy === undefined ? [] : [`    asked for by ${requestedBy}`]),
    ...settingsLines(record).map((line) => `    ${line}`),
    ...(place.length > 0 ? [`    ${place.join(', ')}`] : []),
    `    ${STANDINGS[standing]}${
      ledger
        ? `: written by ${ledger.writer.name} of ${ledger.writer.mspId} at ${ledger.writtenAt}, transaction ${ledger.transactionId}`
        : ''
    }`,
  ];
}

const STANDINGS: Readonly<Record<Standing, string>> = {
  agreed: 'on the ledger',
  pending: 'not on the ledger yet',
  unchecked: 'in the store; not compared with the ledger',
  'only-in-store': 'IN THE STORE ONLY',
  'only-on-ledger': 'ON THE LEDGER ONLY',
  different: 'DIFFERENT ON THE LEDGER',
  'of-others': 'on the ledger, of another installation',
};

function settingsLines({ before, after }: AuditRecord): string[] {
  if (before && after) return [changeText(before, after)];
  const known = after ?? before;
  return known ? [describeSettings(known)] : [];
}

/** Only what differs: `batchTimeoutMs 2000 -> 300`. */
export function changeText(before: OrdererSettings, after: OrdererSettings): string {
  const changed = SETTING_NAMES.filter((name) => before[name] !== after[name]);
  if (changed.length === 0) return `unchanged: ${describeSettings(after)}`;
  return changed.map((name) => `${name} ${before[name]} -> ${after[name]}`).join(', ');
}

function changeLines(changes: readonly ExplainedChange[]): string[] {
  if (changes.length === 0) return [];
  return [
    'what the channel itself remembers',
    ...changes.map(
      ({ blockNumber, at, before, after, explainedBy }) =>
        `  block ${blockNumber}  ${at}  ${changeText(before, after)}  ${explainedBy ?? 'UNEXPLAINED'}`,
    ),
    '',
  ];
}

function verdictLine({ records, pending, disagreements, problems }: AuditReport): string {
  if (disagreements.length > 0) return `disagreements: ${disagreements.length}`;
  const waiting = pending > 0 ? `; ${pending} not on the ledger yet` : '';
  const unsure = problems.length > 0 ? ', as far as it could be checked' : '';
  return `records: ${records.length}, no disagreement${unsure}${waiting}`;
}
