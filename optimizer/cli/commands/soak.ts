import { SoakFailedError } from '../../domain/errors.js';
import { MAX_SEND_RATE_TPS } from '../../domain/load.js';
import { describeSettings, type SettingsChange } from '../../domain/settings.js';
import type { SoakReport } from '../../domain/soak.js';
import { numberOption, type Register } from '../command.js';
import { figure } from '../output.js';
import { parseChange } from './settings-option.js';

interface SoakOptions {
  readonly updates: number;
  readonly sendRate: number;
  readonly settings: readonly SettingsChange[];
}

/** `soak`: many updates of the live channel under load, and what became of every transaction. */
export const registerSoak: Register = (program, registry) => {
  const soak = program
    .command('soak')
    .description('update the live channel many times under load and look every transaction up afterwards')
    .option(
      '--updates <n>',
      'updates to make, one after the other',
      numberOption('--updates', (value) => Number.isInteger(value) && value > 0, 'a whole number from 1 on'),
      100,
    )
    .option(
      '--send-rate <tps>',
      'transactions a second that clients offer meanwhile',
      numberOption('--send-rate', (value) => value > 0 && value <= MAX_SEND_RATE_TPS, 'above 0'),
      50,
    )
    .option(
      '--settings <json>',
      'put in force in turn; may be given several times; default: those in force and another batch timeout',
      (text: string, before: readonly SettingsChange[]) => [...before, parseChange(text)],
      [],
    );
  registry(soak, async ({ services, output }) => {
    const { updates, sendRate: sendRateTps, settings } = soak.opts<SoakOptions>();
    const report = await services.soak({ updates, sendRateTps, settings });
    output.result(report, describeSoak(report));
    if (report.faults.length > 0) throw new SoakFailedError(`the soak failed: ${report.faults.join('; ')}`);
  });
};

/** A soak for people. */
export function describeSoak({ settings, updates, load, blocks, transactions, faults }: SoakReport): string {
  const { times, nodes, lostRaces, stopped } = updates;
  const { sent, committed, failed, failedByReason, committedUntold, lost, duplicated } = transactions;
  return [
    `${updates.done} of ${updates.asked} updates, in turn:`,
    ...settings.map((each) => `  ${describeSettings(each)}`),
    ...(times
      ? [
          `an update took ${times.p50Ms} ms in the middle, p95 ${times.p95Ms}, p99 ${times.p99Ms}, at most ${times.maxMs}: from reading the configuration until the last of ${nodes.length} nodes reported it`,
        ]
      : []),
    `${lostRaces} lost to updates of others and made again${stopped === undefined ? '' : `; stopped: ${stopped}`}`,
    `load: ${figure(load.achievedRateTps)} tps for ${figure(load.seconds)} s, ${sent} transactions of ${load.due} due`,
    `on the ledger: blocks ${blocks.first} to ${blocks.last}, ${blocks.ofConfig} of configuration, ${blocks.ofTransactions} of transactions`,
    `transactions: ${committed} committed, ${failed} failed, ${lost.length} lost, ${duplicated.length} duplicated, ${committedUntold} committed although their clients heard of a failure`,
    ...Object.entries(failedByReason).map(([reason, count]) => `  ${count} failed: ${reason}`),
    `${transactions.ofOthers} transactions of others in these blocks, ${transactions.ofOthersDuringLoad} of them while the load ran`,
    faults.length === 0 ? 'passed' : `failed: ${faults.join('; ')}`,
  ].join('\n');
}
