import type { Application } from '../../domain/application.js';
import { TakenBackError } from '../../domain/errors.js';
import { describeSettings, type OrdererSettings } from '../../domain/settings.js';
import type { CommandContext } from '../command.js';

/** Tells what became of a change. @throws TakenBackError, after telling, if it did not stay */
export function tellResult(
  { output }: Pick<CommandContext, 'output'>,
  application: Application,
  rollback: Application | undefined,
): void {
  const { id, blockNumber, elapsedMs, before, after, nodes, unreachable, canary } = application;
  const isThere = application.status === 'verified' || application.status === 'unchanged';
  output.result(
    {
      applicationId: id,
      verified: isThere,
      blockNumber,
      elapsedMs,
      before,
      after,
      changed: application.status !== 'unchanged',
      nodes,
      unreachable: unreachable ?? [],
      transactionId: application.sent?.transactionId,
      signedBy: application.signedBy ?? [],
      canary,
      ...(rollback ? { rollback: { applicationId: rollback.id, blockNumber: rollback.blockNumber } } : {}),
    },
    describeResult(application),
  );
  if (!isThere) throw new TakenBackError(`${id} did not stay: ${application.reason ?? 'it was taken back'}`);
}

export function describeChange(before: OrdererSettings, after: OrdererSettings): string {
  return `from ${describeSettings(before)}\nto   ${describeSettings(after)}`;
}

function describeResult(application: Application): string {
  const { id, status, blockNumber, elapsedMs, before, after, nodes, unreachable = [], canary } = application;
  const missing =
    unreachable.length === 0
      ? ''
      : `\n${unreachable.join(', ')} did not answer and will take it over with the chain`;
  if (status === 'unchanged')
    return `${id}: these settings were in force already (config block ${blockNumber})${missing}`;
  return [
    `${id}: ${describeChange(before, after)}`,
    `verified in block ${blockNumber} and on ${nodes.length} nodes after ${elapsedMs} ms${missing}`,
    ...(canary ? [`watched for ${canary.watchedS.toFixed(0)} s: ${canary.verdict}, ${canary.reason}`] : []),
  ].join('\n');
}
