import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { applySettings } from '../../apply/apply-settings.js';
import type { Application, Verification } from '../../domain/application.js';
import { NotEnoughDataError } from '../../domain/errors.js';
import type { Load } from '../../domain/load.js';
import type { ModelRecord } from '../../domain/model-record.js';
import type { Recommendation } from '../../domain/recommendation.js';
import type { MeasuredRound, Round } from '../../domain/round.js';
import { describeSettings, sameSettings } from '../../domain/settings.js';
import { predictSurfaces } from '../../recommender/surface.js';
import type { CommandContext, Register } from '../command.js';
import { figure, table } from '../output.js';
import type { Services } from '../../operations/services.js';
import { makeRecommendation } from '../../operations/registered-adviser.js';
import { serveDemo } from './demo-serve.js';
import { describeRecommendation } from './recommend.js';
import { portOption } from './serve.js';
import { describeTraining } from './train.js';
import { describeVerification } from './verify.js';
import { verifyById } from '../../operations/verify-by-id.js';

const PAIRS = 4;
const WINDOW_S = 6;

interface DemoResult {
  readonly sweepId: string;
  readonly modelId: string;
  readonly recommendation: Recommendation;
  readonly application: Application | undefined;
  readonly verification: Verification | undefined;
  readonly report: string;
}

/** `demo`: the whole flow on the embedded network, from nothing to a verified change. */
export const registerDemo: Register = (program, registry) => {
  const demo = program
    .command('demo')
    .description(
      'network up, sweep, train, recommend, apply, verify; prints the comparison and writes a report',
    )
    .option('--plan <file>', 'YAML plan to measure; default: the demo plan that comes with gridtune')
    .option('--keep', 'leave the network running')
    .option(
      '--serve',
      'stop at the recommendation and serve the page, on which it can be read and applied, under a load of clients',
    )
    .addOption(portOption());
  registry(demo, async (context) => {
    const { plan, keep, serve, port } = demo.opts<DemoOptions>();
    const { services, output } = context;
    const { started } = await services.networkUp();
    try {
      const learnt = await learn(plan ?? path.join(services.paths.plans, 'demo.yaml'), context);
      if (serve) return await serveDemo(learnt.recommendation, { port }, context);
      const result = await proveIt(learnt, context);
      output.result(result, await describe(result, services));
    } finally {
      // What was running before is left running.
      if (started && !keep) {
        services.progress.step('taking the network down; "gridtune network up" starts it again');
        await services.networkDown({ wipe: false });
      }
    }
  });
};

interface DemoOptions {
  readonly plan?: string;
  readonly keep?: boolean;
  readonly serve?: boolean;
  readonly port?: number;
}

/** What was found out without changing anything. */
interface Learnt {
  readonly sweepId: string;
  readonly rounds: readonly Round[];
  readonly model: ModelRecord;
  readonly recommendation: Recommendation;
}

async function learn(planFile: string, context: CommandContext): Promise<Learnt> {
  // Loaded when needed: TensorFlow would slow every other command down.
  const { trainAndRegister } = await import('../../ann/registry/register-model.js');
  const { services } = context;
  const { progress, signal } = services;
  const store = await services.store();
  await startFromInitialSettings(context);

  progress.step('measuring');
  const { sweepId } = await services.sweep({ planFile });
  const trained = await trainAndRegister(
    { store, modelsDirectory: services.paths.models, progress },
    { sweepIds: [sweepId], seed: 1 },
    signal,
  );
  progress.step(describeTraining(trained));
  const { record: model } = trained;

  const rounds = await store.rounds.list({ sweepId });
  const recommendation = await makeRecommendation(highestLoad(rounds), 'min-latency', model.id, services);
  progress.step(describeRecommendation(recommendation));
  return { sweepId, rounds, model, recommendation };
}

/** Applies what is recommended, measures before against after, and writes the report. */
async function proveIt(
  { sweepId, rounds, model, recommendation }: Learnt,
  context: CommandContext,
): Promise<DemoResult> {
  // Loaded when needed: TensorFlow and the drawing library would slow every other command down.
  const { openModel } = await import('../../ann/registry/open-model.js');
  const { renderReport } = await import('../../research/report.js');
  const { services } = context;
  const { progress, signal } = services;
  const store = await services.store();
  let application: Application | undefined;
  let verification: Verification | undefined;
  if (recommendation.decision === 'change') {
    application = await applySettings(
      await services.changes(),
      { change: recommendation.settings, because: recommendation.id, kind: 'apply' },
      signal,
    );
    progress.step(
      `applied and read back on ${application.nodes.length} nodes in ${application.elapsedMs} ms; verifying`,
    );
    verification = await verifyById(application.id, { pairs: PAIRS, seconds: WINDOW_S }, services);
  }
  const predictor = await openModel(model, services.paths.models);
  const verificationRounds: Round[] = verification
    ? await store.rounds.list({ sweepId: verification.id })
    : [];
  const report = path.join(services.paths.reports, `demo-${sweepId}.html`);
  await mkdir(services.paths.reports, { recursive: true });
  await writeFile(
    report,
    renderReport({
      title: 'gridtune demo',
      generatedAt: new Date().toISOString(),
      rounds,
      model,
      surface: predictSurfaces(rounds, [recommendation.load.sendRateTps], (points) =>
        predictor.predict(points),
      ),
      recommendation,
      application,
      verification,
      verificationRounds,
      commands: ['npm run demo'],
    }),
  );
  return { sweepId, modelId: model.id, recommendation, application, verification, report };
}

/** The most that the plan asked of the network: what the demo recommends for. */
function highestLoad(rounds: readonly Round[]): Load {
  const [highest] = rounds.map(({ load }) => load).toSorted((a, b) => b.sendRateTps - a.sendRateTps);
  if (!highest) throw new NotEnoughDataError('the plan has no round');
  return highest;
}

/** A demo after a demo starts where the first one did, so that both show the same comparison. */
async function startFromInitialSettings({ services }: CommandContext): Promise<void> {
  const initial = await services.initialSettings();
  const network = await services.network();
  const { settings } = await network.channel.read();
  if (sameSettings(settings, initial)) return;
  services.progress.step(
    `putting the settings that the network was made with back: ${describeSettings(initial)}`,
  );
  const request = { change: initial, because: 'demo', kind: 'rollback' } as const;
  await applySettings(await services.changes(), request, services.signal);
}

async function describe(
  { recommendation, verification, report }: DemoResult,
  services: Services,
): Promise<string> {
  const written = `report: ${report}`;
  if (!verification)
    return `the settings in force are the best that were found; nothing was changed\n${written}`;
  const rounds = await (await services.store()).rounds.list({ sweepId: verification.id, kind: 'measured' });
  const sides = [
    { name: 'baseline', settings: recommendation.current },
    { name: 'recommended', settings: recommendation.settings },
  ];
  const rows = sides.map(({ name, settings }) => {
    const own = rounds.filter(
      (round): round is MeasuredRound => round.kind === 'measured' && sameSettings(round.settings, settings),
    );
    const mean = (of: (round: MeasuredRound) => number): string =>
      figure(own.reduce((sum, round) => sum + of(round), 0) / own.length);
    return [
      name,
      describeSettings(settings),
      mean(({ measurement }) => measurement.throughputTps),
      mean(({ measurement }) => measurement.latencyMeanMs),
      mean(({ measurement }) => measurement.latencyP95Ms),
      String(own.length),
    ];
  });
  return [
    `at ${recommendation.load.sendRateTps} tps (${recommendation.load.workload}):`,
    table(['', 'settings', 'tps', 'mean ms', 'p95 ms', 'n'], rows),
    '',
    describeVerification(verification),
    written,
  ].join('\n');
}
