import { verifyApplication, FEWEST_PAIRS } from '../../apply/verify-application.js';
import type { Comparison, Interval, Verification } from '../../domain/application.js';
import { InvalidInputError, NotFoundError } from '../../domain/errors.js';
import { objectiveSchema, type Objective } from '../../domain/objective.js';
import type { Load } from '../../domain/load.js';
import { numberOption, textArgument, type CommandContext, type Register } from '../command.js';
import { figure, table } from '../output.js';

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
  registry(verify, async (context, [argument]) => {
    const verification = await verifyById(
      textArgument(argument) ?? '',
      verify.opts<VerifyOptions>(),
      context,
    );
    context.output.result(verification, describeVerification(verification));
  });
};

export async function verifyById(
  id: string,
  options: VerifyOptions,
  { services }: CommandContext,
): Promise<Verification> {
  const store = await services.store();
  const application = await store.applications.find(id);
  if (!application) throw new NotFoundError(`there is no application ${id}: "gridtune apply" makes one`);
  const recommendation = await store.recommendations.find(application.because);
  const { load, objective } = conditions(options, recommendation);
  const window = { warmupS: 1, minS: options.seconds, maxS: options.seconds };
  const runner = await services.runner();
  return verifyApplication(
    { ...(await services.changes()), runner },
    { application, objective, load, window, pairs: options.pairs },
    services.signal,
  );
}

function conditions(
  { sendRate, objective }: VerifyOptions,
  recommendation: { readonly load: Load; readonly objective: Objective } | undefined,
): { load: Load; objective: Objective } {
  const chosen = objectiveSchema.safeParse(objective ?? recommendation?.objective ?? 'min-latency');
  if (!chosen.success)
    throw new InvalidInputError('--objective', [
      { path: '', message: `must be min-latency, max-throughput or balanced, got ${objective}` },
    ]);
  const load = recommendation?.load ?? { workload: 'publish' as const, sendRateTps: 0 };
  const sendRateTps = sendRate ?? load.sendRateTps;
  if (sendRateTps <= 0)
    throw new InvalidInputError('verify', [
      { path: '--send-rate', message: 'is needed: this application rests on no recommendation' },
    ]);
  return { load: { ...load, sendRateTps }, objective: chosen.data };
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
