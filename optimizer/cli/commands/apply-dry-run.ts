import { Option } from 'commander';
import { dryRunChange, type DryRun } from '../../operations/change-dry-run.js';
import { numberOption, type CommandContext } from '../command.js';
import { describePreview } from './apply-preview-text.js';

export function dryRunRateOption(): Option {
  return new Option(
    '--send-rate <tps>',
    'with --dry-run: transactions a second at which to say what is expected',
  ).argParser(numberOption('--send-rate', (rate) => rate > 0, 'above 0'));
}

/**
 * Tells what a change would do and sends nothing.
 * @throws InvalidInputError if the settings break a rule; NetworkDownError, StoreUnreachableError
 */
export async function showDryRun({ services, output }: CommandContext, dryRun: DryRun): Promise<void> {
  const preview = await dryRunChange(services, dryRun);
  output.result(preview, describePreview(preview));
}
