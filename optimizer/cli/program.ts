import { Command, CommanderError } from 'commander';
import { CancelledError, GridtuneError } from '../domain/errors.js';
import { registerApply } from './commands/apply.js';
import { registerAudit } from './commands/audit.js';
import { registerCompare } from './commands/compare.js';
import { registerDemo } from './commands/demo.js';
import { registerEvaluate } from './commands/evaluate.js';
import { registerModels } from './commands/models.js';
import { registerNetwork } from './commands/network.js';
import { registerProposal } from './commands/proposal.js';
import { registerPredict } from './commands/predict.js';
import { registerRecommend } from './commands/recommend.js';
import { registerReport } from './commands/report.js';
import { registerResults } from './commands/results.js';
import { registerRollback } from './commands/rollback.js';
import { registerServe } from './commands/serve.js';
import { registerSoak } from './commands/soak.js';
import { registerStore } from './commands/store.js';
import { registerStudy } from './commands/study.js';
import { registerSweep } from './commands/sweep.js';
import { registerToken } from './commands/token.js';
import { registerTrain } from './commands/train.js';
import { registerVerify } from './commands/verify.js';
import { registerWorker } from './commands/worker.js';
import type { CommandRegistry } from './command.js';
import { createOutput } from './output.js';
import { addServerOptions, openClient, type ServerOptions } from './remote/server-options.js';
import { registerJobs } from './commands/jobs.js';
import type { Services } from '../operations/services.js';

export interface ProgramOptions {
  readonly version: string;
  readonly openServices: () => Services & { close(): Promise<void> };
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
}

interface CommonOptions extends ServerOptions {
  readonly json?: boolean;
  readonly verbose?: boolean;
}

export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Runs one command line. @returns the exit code. */
export async function runProgram(argv: readonly string[], options: ProgramOptions): Promise<number> {
  const { writeOut, writeError } = options;
  let verbose = false;
  const program = new Command('gridtune')
    .description('Tunes the ordering settings of a live Hyperledger Fabric network')
    .version(options.version)
    .exitOverride()
    .configureOutput({ writeOut, writeErr: writeError, outputError: (text, write) => write(text) });
  const registry: CommandRegistry = (command, body, remote) => {
    command
      .option('--json', 'print one JSON document on stdout')
      .option('--verbose', 'print the stack of an error');
    if (remote) addServerOptions(command);
    command.action(async (...parameters: unknown[]) => {
      const { json = false, verbose: wanted = false, ...server } = command.opts<CommonOptions>();
      verbose = wanted;
      await withServices(options, async (services) => {
        const output = createOutput(json, options.writeOut);
        if (!remote || server.server === undefined) return body({ services, output }, parameters);
        const { progress, signal } = services;
        return remote({ client: await openClient(server), output, progress, signal }, parameters);
      });
    });
  };
  const registrations = [
    registerNetwork,
    registerSweep,
    registerResults,
    registerReport,
    registerTrain,
    registerStudy,
    registerCompare,
    registerEvaluate,
    registerModels,
    registerPredict,
    registerRecommend,
    registerApply,
    registerProposal,
    registerVerify,
    registerRollback,
    registerAudit,
    registerSoak,
    registerDemo,
    registerServe,
    registerJobs,
    registerWorker,
    registerToken,
    registerStore,
  ];
  for (const register of registrations) register(program, registry);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    writeError(`${describeError(error, verbose)}\n`);
    return exitCodeOf(error);
  }
}

async function withServices(
  { openServices }: ProgramOptions,
  work: (services: Services) => Promise<void>,
): Promise<void> {
  const services = openServices();
  try {
    await work(services);
  } finally {
    await services.close();
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CancelledError) return EXIT.interrupted;
  return error instanceof GridtuneError ? error.exitCode : EXIT.failed;
}

/** One readable line; the stack with its causes only when asked for. */
function describeError(error: unknown, verbose: boolean): string {
  if (!(error instanceof Error)) return `gridtune: ${String(error)}`;
  const code = error instanceof GridtuneError ? ` [${error.code}]` : '';
  const line = `gridtune: ${error.message.replaceAll(/\s*\n\s*/g, ' ')}${code}`;
  if (!verbose) return line;
  const stacks: string[] = [];
  for (let current: unknown = error; current instanceof Error; current = current.cause)
    stacks.push(current.stack ?? current.message);
  return [line, ...stacks].join('\ncaused by: ').replace('\ncaused by: ', '\n');
}
