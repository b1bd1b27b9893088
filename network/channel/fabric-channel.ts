import { setTimeout as sleep } from 'node:timers/promises';
import { common } from '@hyperledger/fabric-protos';
import {
  DeadlineError,
  NetworkDownError,
  ReadBackError,
  StaleConfigError,
  UpdateRejectedError,
} from '../../optimizer/domain/errors.js';
import type { AppliedChange, BlockWatch, ChannelConfig, ChannelState } from '../../optimizer/domain/ports.js';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import { describeSettings, sameSettings, type OrdererSettings } from '../../optimizer/domain/settings.js';
import { watchBlocks } from './block-watch.js';
import { decodeConfigBlock, fetchConfig, type ConfigBlock } from './config-block.js';
import { computeUpdate, sameBytes } from './config-update.js';
import { followBlocks, statusName, type DeliverRequest } from './deliver.js';
import { connectNode, type Endpoint, type NodeClient } from './endpoint.js';
import type { SigningIdentity } from './identity.js';
import { readConsensus, readSettings, withSettings } from './orderer-settings.js';
import { signedUpdate } from './signed-update.js';

export interface FabricChannelOptions {
  readonly channel: string;
  /** Orderers first come first asked; each peer with an identity of its own organisation. */
  readonly orderers: readonly Endpoint[];
  readonly peers: readonly { readonly endpoint: Endpoint; readonly reader: SigningIdentity }[];
  /** Administrators of the ordering organisations, as many as the channel's policy asks for. */
  readonly administrators: readonly [SigningIdentity, ...SigningIdentity[]];
}

const ANSWER_DEADLINE_MS = 10_000;
/** An update that lost a race is acknowledged and never ordered: after this long it is taken for lost. */
const COMMIT_DEADLINE_MS = 8000;
const READ_BACK_DEADLINE_MS = 10_000;
const READ_BACK_EVERY_MS = 20;
const ATTEMPTS = 4;

/** The ordering settings of a live Fabric channel, over the nodes' own gRPC interfaces. */
export class FabricChannel implements ChannelConfig {
  readonly #options: FabricChannelOptions;
  readonly #orderers: readonly NodeClient[];
  readonly #peers: readonly { readonly client: NodeClient; readonly reader: SigningIdentity }[];

  constructor(options: FabricChannelOptions) {
    this.#options = options;
    this.#orderers = options.orderers.map(connectNode);
    this.#peers = options.peers.map(({ endpoint, reader }) => ({ client: connectNode(endpoint), reader }));
  }

  async read(): Promise<ChannelState> {
    const { config, height, transactionBytes } = await this.#fromAnyOrderer((client) =>
      fetchConfig(client, this.#asAdministrator()),
    );
    return {
      settings: readSettings(config),
      sequence: config.getSequence(),
      height,
      consensus: readConsensus(config),
      configTransactionBytes: transactionBytes,
    };
  }

  async apply(settings: OrdererSettings, { readBack = 'all' } = {}): Promise<AppliedChange> {
    const started = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { before, block } = await this.#changeOnce(settings);
        const nodes = await this.#readBack(settings, readBack === 'all');
        return {
          before,
          after: settings,
          changed: !sameSettings(before, settings),
          blockNumber: block,
          elapsedMs: Math.round(performance.now() - started),
          nodes,
        };
      } catch (error) {
        // Somebody else's update came in between: read again and try on what is there now.
        if (!(error instanceof StaleConfigError) || attempt === ATTEMPTS) throw error;
        await sleep(50 * attempt);
      }
    }
  }

  /** Follows the channel on an orderer and on the first peer. @throws NetworkDownError, DeadlineError */
  async watch(): Promise<BlockWatch> {
    const [peer] = this.#peers;
    if (!peer) throw new NetworkDownError(`no peer of channel ${this.#options.channel} is known`);
    const { channel, administrators } = this.#options;
    return watchBlocks({ channel, orderers: this.#orderers, administrator: administrators[0], peer });
  }

  close(): void {
    for (const client of this.#orderers) client.close();
    for (const { client } of this.#peers) client.close();
  }

  async #changeOnce(settings: OrdererSettings): Promise<{ before: OrdererSettings; block: number }> {
    return this.#fromAnyOrderer(async (client) => {
      const { channel, administrators } = this.#options;
      const current = await fetchConfig(client, this.#asAdministrator());
      const before = readSettings(current.config);
      const update = computeUpdate(channel, current.config, withSettings(current.config, settings));
      if (!update) return { before, block: current.number };
      const envelope = await signedUpdate(channel, update, administrators);
      const giveUp = new AbortController();
      // Listening first: the block may be cut before the answer to the broadcast arrives.
      const committed = this.#waitForOwnBlock(
        client,
        current.height,
        envelope.getPayload_asU8(),
        giveUp.signal,
      );
      committed.catch(() => undefined); // reported below, unless the broadcast itself fails
      try {
        const answer = await client.broadcast(envelope, ANSWER_DEADLINE_MS);
        if (answer.status !== common.Status.SUCCESS)
          throw refusal(answer.status, answer.info, current.config.getSequence());
        return { before, block: (await committed).number };
      } finally {
        giveUp.abort();
      }
    });
  }

  /** SUCCESS only means "taken over by the orderer": the block that carries our own payload is the proof. */
  async #waitForOwnBlock(
    client: NodeClient,
    from: number,
    payload: Uint8Array,
    signal: AbortSignal,
  ): Promise<ConfigBlock> {
    const request = { ...this.#asAdministrator(), deadlineMs: COMMIT_DEADLINE_MS, signal };
    try {
      for await (const block of followBlocks(client, from, request)) {
        const config = decodeConfigBlock(block);
        if (config && sameBytes(config.updatePayload, payload)) return config;
      }
    } catch (cause) {
      if (!(cause instanceof DeadlineError)) throw cause;
      throw new StaleConfigError(
        `the update was acknowledged and then not ordered within ${COMMIT_DEADLINE_MS} ms: another update came first`,
        { cause },
      );
    }
    throw new NetworkDownError(`${client.endpoint.name} ended the delivery of blocks`);
  }

  /** Asks every node until it reports the settings. @returns the names of the nodes. */
  async #readBack(settings: OrdererSettings, everyPeer: boolean): Promise<string[]> {
    const nodes = [
      ...this.#orderers.map((client) => ({ client, identity: this.#options.administrators[0] })),
      ...(everyPeer ? this.#peers.map(({ client, reader }) => ({ client, identity: reader })) : []),
    ];
    return Promise.all(
      nodes.map(async ({ client, identity }) => {
        await this.#readBackFrom(client, identity, settings);
        return client.endpoint.name;
      }),
    );
  }

  async #readBackFrom(
    client: NodeClient,
    identity: SigningIdentity,
    settings: OrdererSettings,
  ): Promise<void> {
    const request = { channel: this.#options.channel, identity, deadlineMs: ANSWER_DEADLINE_MS };
    const end = preciseNow() + READ_BACK_DEADLINE_MS;
    for (;;) {
      const reported = readSettings((await fetchConfig(client, request)).config);
      if (sameSettings(reported, settings)) return;
      if (preciseNow() >= end) {
        throw new ReadBackError(
          `${client.endpoint.name} still reports ${describeSettings(reported)} after ${READ_BACK_DEADLINE_MS} ms, wanted ${describeSettings(settings)}`,
        );
      }
      await sleep(READ_BACK_EVERY_MS);
    }
  }

  #asAdministrator(): DeliverRequest {
    const { channel, administrators } = this.#options;
    return { channel, identity: administrators[0], deadlineMs: ANSWER_DEADLINE_MS };
  }

  async #fromAnyOrderer<T>(ask: (client: NodeClient) => Promise<T>): Promise<T> {
    let last: unknown;
    for (const client of this.#orderers) {
      try {
        return await ask(client);
      } catch (error) {
        if (!(error instanceof NetworkDownError || error instanceof DeadlineError)) throw error;
        last = error;
      }
    }
    throw last;
  }
}

function refusal(status: common.StatusMap[keyof common.StatusMap], info: string, sequence: number): Error {
  // Fabric's own words when the same value was changed since it was read: configtx/update.go.
  if (/at version|validated against/.test(info)) {
    return new StaleConfigError(
      `the channel moved on from config sequence ${sequence} while it was being changed: ${info}`,
    );
  }
  return new UpdateRejectedError(`the ordering service refused the update (${statusName(status)}): ${info}`);
}
