import { X509Certificate } from 'node:crypto';
import type {
  Administrator,
  ChannelUpdates,
  CommittedUpdate,
  PreparedUpdate,
  ReadBack,
  SignedUpdate,
  UpdateSignature,
} from '../../optimizer/domain/channel-updates.js';
import type { LiveBlock } from '../../optimizer/domain/live-transactions.js';
import type { OrdererSettings } from '../../optimizer/domain/settings.js';
import type { UpdateStanding } from '../../optimizer/domain/update-inspection.js';
import { findCommitted } from './committed-search.js';
import type { SigningIdentity } from './identity.js';
import { liveBlocks } from './live-blocks.js';
import { nameOf } from './msp-certificate.js';
import { readConsensus } from './orderer-settings.js';
import type { ChannelAccess } from './ordering-service.js';
import { readBack } from './read-back.js';
import { signUpdate } from './signed-update.js';
import { requireHarmlessUpdate } from './update-guard.js';
import { prepareUpdate, readCurrentConfig, type CurrentConfig } from './update-preparation.js';
import { assembleUpdate } from './update-signing.js';
import { updateStanding } from './update-standing.js';
import { submitUpdate } from './update-submission.js';

/** The steps of a change of a live Fabric channel, over the nodes' own gRPC interfaces. */
export class FabricUpdates implements ChannelUpdates {
  readonly administrators: readonly Administrator[];
  readonly #access: ChannelAccess;
  /** As it was read last. */
  #current: CurrentConfig | undefined;

  constructor(access: ChannelAccess) {
    this.#access = access;
    this.administrators = access.administrators.map(administratorOf);
  }

  /** @throws NetworkDownError, DeadlineError */
  async readConfig(): Promise<CurrentConfig> {
    this.#current = await readCurrentConfig(this.#access);
    return this.#current;
  }

  async prepare(settings: OrdererSettings): Promise<PreparedUpdate | undefined> {
    return prepareUpdate(this.#access.channel, await this.readConfig(), settings);
  }

  async ownSignatures(update: Uint8Array): Promise<readonly UpdateSignature[]> {
    return Promise.all(this.#access.administrators.map(async (identity) => signUpdate(update, identity)));
  }

  async sign(prepared: PreparedUpdate, signatures?: readonly UpdateSignature[]): Promise<SignedUpdate> {
    const gathered = signatures ?? (await this.ownSignatures(prepared.update));
    return assembleUpdate(prepared, gathered, this.#access.submitter);
  }

  async submit(signed: SignedUpdate, after?: number): Promise<CommittedUpdate> {
    // An update that is ready to be sent must not wait for a reading.
    const current = this.#current ?? (await this.readConfig());
    requireHarmlessUpdate(signed, current);
    return submitUpdate(this.#access, signed, readConsensus(current.config), after);
  }

  async findCommitted(payloadSha256: string, fromBlock: number): Promise<CommittedUpdate | undefined> {
    return findCommitted(this.#access, payloadSha256, fromBlock);
  }

  async readBack(settings: OrdererSettings, nodes: 'orderers' | 'all'): Promise<ReadBack> {
    return readBack(this.#access, settings, nodes);
  }

  async inspect(update: Uint8Array, signatures: readonly UpdateSignature[]): Promise<UpdateStanding> {
    const { config } = await this.readConfig();
    return updateStanding(config, update, signatures, Date.now(), this.#access.channel);
  }

  liveBlocks(signal: AbortSignal, from?: number): AsyncIterable<LiveBlock> {
    return liveBlocks(this.#access.peers, this.#access.channel, signal, from);
  }
}

function administratorOf({ mspId, certificate }: SigningIdentity): Administrator {
  return { mspId, name: nameOf(new X509Certificate(certificate)) };
}
