import { FEWEST_PAIRS } from '../../apply/verify-application.js';
import type { Comparison, Interval, Verification } from '../../domain/application.js';
import { InvalidInputError } from '../../domain/errors.js';
import { objectiveSchema, type Objective } from '../../domain/objective.js';
import { verifyById } from '../../operations/verify-by-id.js';
import { numberOption, textArgument, type Register } from '../command.js';
import { figure, table } from '../output.js';
import { remoteVerification } from '../remote/others.js';

interface VerifyOptions {
  readonly sendRate?: number;
  readonly objective?: string;
  readonly pairs: number;
  readonly seconds: number;
}

/** `verify`: measure before and after in turn; keep the change or take it back. */
export const registerVerify: Register = (program, registry) => {
  const verify = program
    .command('verify')
    .description(
      'measure the settings before and after an application in alternating rounds; take back what is worse',
    )
    .argument('<application>', 'id of an application')
    .option(
      '--send-rate <tps>',
      'load to verify at; default: that of the recommendation',
      numberOption('--send-rate', (rate) => rate > 0, 'above 0'),
    )
    .option(
      '--objective <objective>',
      'min-latency, max-throughput or balanced; default: that of the recommendation',
    )
    .option(
      '--pairs <n>',
      'pairs of rounds',
      numberOption(
        '--pairs',
        (n) => Number.isInteger(n) && n >= FEWEST_PAIRS,
        `a whole number of at least ${FEWEST_PAIRS}`,
      ),
      FEWEST_PAIRS,
    )
    .option(
      '--seconds <s>',
      'length of the measured window of each round',
      numberOption('--seconds', (s) => s >= 1 && s <= 3600, 'from 1 to 3600'),
      6,
    );
  registry(
    verify,
    async ({ services, output }, [argument]) => {
      const { sendRate: sendRateTps, objective, ...window } = verify.opts<VerifyOptions>();
      const wish = { ...window, sendRateTps, objective: objectiveFrom(objective) };
      const verification = await verifyById(textArgument(argument) ?? '', wish, services);
      output.result(verification, describeVerification(verification));
    },
    async (context, [argument]) => {
      const { sendRate: sendRateTps, objective, ...window } = verify.opts<VerifyOptions>();
      const wish = { ...window, sendRateTps, objective: objectiveFrom(objective) };
      await remoteVerification({ applicationId: textArgument(argument) ?? '', ...wish }, context);
    },
  );
};

function objectiveFrom(text: string | undefined): Objective | undefined {
  if (text === undefined) return undefined;
  const parsed = objectiveSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError('--objective', [
    { path: '', message: `must be min-latency, max-throughput or balanced, got ${text}` },
  ]);
}

export function describeVerification({ id, comparison, verdict, reason }: Verification): string {
  const outcome = verdict === 'kept' ? 'kept' : 'rolled back to the baseline';
  return `${comparison ? `${describeComparison(comparison)}\n\n` : ''}${id}: ${outcome}; ${reason}`;
}

function describeComparison(comparison: Comparison): string {
  const row = (name: string, { mean, low, high, changePct }: Interval): string[] => [
    name,
    figure(mean),
    `${figure(low)} .. ${figure(high)}`,
    `${changePct >= 0 ? '+' : ''}${changePct.toFixed(1)} %`,
  ];
  const rows = [
    row('throughput, tps', comparison.throughputTps),
    row('mean latency, ms', comparison.latencyMeanMs),
    row('p95 latency, ms', comparison.latencyP95Ms),
  ];
  const interval = `${100 * comparison.confidence} % interval`;
  return `applied minus baseline, ${comparison.pairs} pairs of rounds\n${table(['figure', 'difference', interval, 'change'], rows)}`;
}
