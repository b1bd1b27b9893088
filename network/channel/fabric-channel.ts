import { setTimeout as sleep } from 'node:timers/promises';
import { DeadlineError, NetworkDownError, StaleConfigError } from '../../optimizer/domain/errors.js';
import type { AppliedChange, BlockWatch, ChannelConfig, ChannelState } from '../../optimizer/domain/ports.js';
import type { OrdererSettings } from '../../optimizer/domain/settings.js';
import { watchBlocks } from './block-watch.js';
import { connectNode, type Endpoint } from './endpoint.js';
import { FabricUpdates } from './fabric-updates.js';
import type { SigningIdentity } from './identity.js';
import { OrderingService, type ChannelAccess } from './ordering-service.js';
import { readConsensus, readSettings } from './orderer-settings.js';
import { prepareUpdate } from './update-preparation.js';

export interface FabricChannelOptions {
  readonly channel: string;
  /** Orderers first come first asked; each peer with an identity of its own organisation. */
  readonly orderers: readonly Endpoint[];
  readonly peers: readonly { readonly endpoint: Endpoint; readonly reader: SigningIdentity }[];
  /** Administrators whose keys are at hand. */
  readonly administrators: readonly [SigningIdentity, ...SigningIdentity[]];
  /**
   * Reads from orderers and stands under what is sent: any member of the channel may. Undefined: the first
   * administrator, whose key then signs several times a second while a change is read back.
   */
  readonly submitter?: SigningIdentity | undefined;
}

const ATTEMPTS = 4;

/** The ordering settings of a live Fabric channel, over the nodes' own gRPC interfaces. */
export class FabricChannel implements ChannelConfig {
  readonly updates: FabricUpdates;
  readonly #access: ChannelAccess;

  constructor({ channel, orderers, peers, administrators, submitter }: FabricChannelOptions) {
    this.#access = {
      channel,
      orderers: new OrderingService(orderers.map(connectNode)),
      peers: peers.map(({ endpoint, reader }) => ({ client: connectNode(endpoint), reader })),
      administrators,
      submitter: submitter ?? administrators[0],
    };
    this.updates = new FabricUpdates(this.#access);
  }

  async read(): Promise<ChannelState> {
    const { config, number, height, transactionBytes } = await this.updates.readConfig();
    return {
      settings: readSettings(config),
      sequence: config.getSequence(),
      configBlock: number,
      height,
      consensus: readConsensus(config),
      configTransactionBytes: transactionBytes,
    };
  }

  async apply(
    settings: OrdererSettings,
    { readBack = 'all' }: { readonly readBack?: 'orderers' | 'all' } = {},
  ): Promise<AppliedChange> {
    const started = performance.now();
    const change = await this.#changeWithRetries(settings);
    const { nodes } = await this.updates.readBack(settings, readBack);
    return { ...change, after: settings, elapsedMs: Math.round(performance.now() - started), nodes };
  }

  /** Follows the channel on an orderer and on the first peer. @throws NetworkDownError, DeadlineError */
  async watch(): Promise<BlockWatch> {
    const { channel, orderers, peers, submitter } = this.#access;
    const [peer] = peers;
    if (!peer) throw new NetworkDownError(`no peer of channel ${channel} is known`);
    return watchBlocks({ channel, orderers: orderers.clients, reader: submitter, peer });
  }

  close(): void {
    this.#access.orderers.close();
    for (const { client } of this.#access.peers) client.close();
  }

  async #changeWithRetries(
    settings: OrdererSettings,
  ): Promise<Pick<AppliedChange, 'before' | 'changed' | 'blockNumber'>> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const current = await this.updates.readConfig();
        const before = readSettings(current.config);
        const prepared = prepareUpdate(this.#access.channel, current, settings);
        if (!prepared) return { before, changed: false, blockNumber: current.number };
        const { blockNumber } = await this.updates.submit(await this.updates.sign(prepared));
        return { before, changed: true, blockNumber };
      } catch (error) {
        // Somebody else's update came in between, or a leader died with ours: read again and try on what is there now.
        const mayHelp = error instanceof StaleConfigError || error instanceof DeadlineError;
        if (!mayHelp || attempt === ATTEMPTS) throw error;
        await sleep(50 * attempt);
      }
    }
  }
}
