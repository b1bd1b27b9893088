import type { Application } from '../domain/application.js';
import type { ChannelState } from '../domain/channel-config.js';
import type { ReadBack } from '../domain/channel-updates.js';
import { GridtuneError, NetworkDownError, ReadBackError } from '../domain/errors.js';
import { preciseNow } from '../domain/precise-time.js';
import type { ApplyServices } from './apply-services.js';
import { intend, type Change } from './change.js';
import { Journal } from './journal.js';

/**
 * Reads a committed change back from every orderer and peer and records it.
 * @param status - `committed` if more is to come, `unchanged` if it was not our update that brought it about.
 * @throws ReadBackError, NetworkDownError, StoreUnreachableError, each saying that the change is in force
 */
export async function prove(
  journal: Journal,
  services: Pick<ApplyServices, 'network'>,
  startedMs: number,
  status: 'committed' | 'verified' | 'unchanged',
): Promise<void> {
  const { after, blockNumber, kind } = journal.application;
  let proof: ReadBack;
  try {
    proof = await services.network.updates.readBack(after, 'all');
  } catch (error) {
    throw await notProven(journal, error);
  }
  await journal.note(
    {
      ...whatNodesSaid(proof),
      elapsedMs: Math.round(preciseNow() - startedMs),
      status,
    },
    { action: 'verified', ...noteOf(proof) },
  );
  await journal.settle(
    (why) =>
      `the ${kind === 'rollback' ? 'rollback' : 'change'} is in force since block ${blockNumber} and verified on ${proof.nodes.join(', ')}, but could not be recorded (${why}): the next command that uses the channel records it`,
  );
}

/** Settings that were in force already are read back all the same, and recorded as no change. */
export async function proveUnchanged(
  change: Change,
  { settings, sequence, configBlock }: ChannelState,
  services: ApplyServices,
  startedMs: number,
): Promise<Journal> {
  const proof = await services.network.updates.readBack(settings, 'all');
  const intended = intend(change, { before: settings, after: settings, configSequence: sequence }, services);
  const { toBeWatched: _, ...rest } = intended;
  const application: Application = {
    ...rest,
    status: 'unchanged',
    blockNumber: configBlock,
    elapsedMs: Math.round(preciseNow() - startedMs),
    ...whatNodesSaid(proof),
  };
  const told = { action: 'verified', note: 'in force already, nothing was sent' } as const;
  return Journal.begin(application, services, told);
}

export function whatNodesSaid({ nodes, unreachable }: ReadBack): Pick<Application, 'nodes' | 'unreachable'> {
  return {
    nodes: [...nodes],
    ...(unreachable.length > 0 ? { unreachable: unreachable.map(({ name }) => name) } : {}),
  };
}

export function noteOf({ unreachable }: ReadBack): { note?: string } {
  if (unreachable.length === 0) return {};
  return {
    note: `not answering: ${unreachable.map(({ name, problem }) => `${name} (${problem})`).join(', ')}`,
  };
}

async function notProven(journal: Journal, error: unknown): Promise<unknown> {
  if (!(error instanceof GridtuneError)) return error;
  const { id, blockNumber } = journal.application;
  const reason = `in force since block ${blockNumber}, and not proven on every node: ${error.message}`;
  await journal.note({ reason });
  const message = `${id} is ${reason}. The next command that uses the channel reads the nodes again`;
  return error instanceof ReadBackError
    ? new ReadBackError(message, { cause: error })
    : new NetworkDownError(message, { cause: error });
}
