import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadBack } from '../../optimizer/domain/channel-updates.js';
import { NetworkDownError, ReadBackError, messageOf } from '../../optimizer/domain/errors.js';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import { describeSettings, sameSettings, type OrdererSettings } from '../../optimizer/domain/settings.js';
import { fetchConfig } from './config-block.js';
import type { NodeClient } from './endpoint.js';
import type { SigningIdentity } from './identity.js';
import { ANSWER_DEADLINE_MS, isSilence, type ChannelAccess } from './ordering-service.js';
import { readConsensus, readSettings } from './orderer-settings.js';

/**
 * A node that answers is given this long to take a block over. A BFT orderer that has missed just one block asks the
 * others for it only after ten seconds of heartbeats that name it (SmartBFT, NumOfTicksBehindBeforeSyncing).
 */
const TAKE_OVER_DEADLINE_MS = { raft: 10_000, bft: 30_000 } as const;
const ASK_EVERY_MS = 20;

/** What one node came to. */
type Answer =
  | { readonly kind: 'reports'; readonly name: string }
  | { readonly kind: 'differs'; readonly name: string; readonly problem: string }
  | { readonly kind: 'silent'; readonly name: string; readonly problem: string };

/**
 * Asks every node until it reports `settings`, all of them at once.
 * @throws ReadBackError if a node that answers goes on reporting others; NetworkDownError if too few answer
 */
export async function readBack(
  { channel, orderers, peers, submitter }: ChannelAccess,
  settings: OrdererSettings,
  nodes: 'orderers' | 'all',
): Promise<ReadBack> {
  const ask = async (client: NodeClient, identity: SigningIdentity): Promise<Answer> =>
    askUntilReported(client, { channel, identity, deadlineMs: ANSWER_DEADLINE_MS }, settings);
  const [ofOrderers, ofPeers] = await Promise.all([
    Promise.all(orderers.clients.map(async (client) => ask(client, submitter))),
    Promise.all(nodes === 'all' ? peers.map(async ({ client, reader }) => ask(client, reader)) : []),
  ]);
  const all = [...ofOrderers, ...ofPeers];
  const differing = all.flatMap((answer) => (answer.kind === 'differs' ? [answer.problem] : []));
  if (differing.length > 0) {
    throw new ReadBackError(
      `${differing.join('; ')}; the ordering service has ${describeSettings(settings)}: see "gridtune network status", the node takes them over once it follows the channel again`,
    );
  }
  requireEnough('orderers', ofOrderers, orderers.majority);
  if (nodes === 'all' && peers.length > 0) requireEnough('peers', ofPeers, 1);
  return {
    nodes: all.flatMap(({ kind, name }) => (kind === 'reports' ? [name] : [])),
    unreachable: all.flatMap((answer) =>
      answer.kind === 'silent' ? [{ name: answer.name, problem: answer.problem }] : [],
    ),
  };
}

async function askUntilReported(
  client: NodeClient,
  request: Parameters<typeof fetchConfig>[1],
  settings: OrdererSettings,
): Promise<Answer> {
  const { name } = client.endpoint;
  const started = preciseNow();
  for (;;) {
    try {
      const { config } = await fetchConfig(client, request);
      const reported = readSettings(config);
      if (sameSettings(reported, settings)) return { kind: 'reports', name };
      const deadlineMs = TAKE_OVER_DEADLINE_MS[readConsensus(config)];
      if (preciseNow() - started >= deadlineMs) {
        const problem = `${name} still reports ${describeSettings(reported)} after ${deadlineMs} ms`;
        return { kind: 'differs', name, problem };
      }
    } catch (error) {
      if (!isSilence(error)) throw error;
      return { kind: 'silent', name, problem: messageOf(error) };
    }
    await sleep(ASK_EVERY_MS);
  }
}

function requireEnough(what: 'orderers' | 'peers', answers: readonly Answer[], needed: number): void {
  const reporting = answers.filter(({ kind }) => kind === 'reports').length;
  if (reporting >= needed) return;
  const problems = answers.flatMap((answer) => (answer.kind === 'reports' ? [] : [answer.problem]));
  throw new NetworkDownError(
    `the settings could be read back from ${reporting} of ${answers.length} ${what}, ${needed} ${needed === 1 ? 'is' : 'are'} needed (${problems.join('; ')})`,
  );
}
