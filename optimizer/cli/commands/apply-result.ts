import type { Application } from '../../domain/application.js';
import { describeSettings, type OrdererSettings } from '../../domain/settings.js';
import { changeDocument, requireStayed } from '../../operations/change-channel.js';
import type { CommandContext } from '../command.js';

/** Tells what became of a change. @throws TakenBackError, after telling, if it did not stay */
export function tellResult(
  { output }: Pick<CommandContext, 'output'>,
  application: Application,
  rollback: Application | undefined,
): void {
  output.result(changeDocument({ application, rollback }), describeResult(application));
  requireStayed(application);
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
