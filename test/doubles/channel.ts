import { createHash, randomBytes } from 'node:crypto';
import type {
  ChannelUpdates,
  CommittedUpdate,
  PreparedUpdate,
  ReadBack,
  SignedUpdate,
} from '../../optimizer/domain/channel-updates.js';
import { DeadlineError, StaleConfigError } from '../../optimizer/domain/errors.js';
import type { LiveBlock } from '../../optimizer/domain/live-transactions.js';
import type { AppliedChange, ChannelConfig, ChannelState } from '../../optimizer/domain/ports.js';
import {
  MIB,
  sameSettings,
  settingsChangeSchema,
  type OrdererSettings,
} from '../../optimizer/domain/settings.js';
import type { UpdateStanding } from '../../optimizer/domain/update-inspection.js';

export const initialSettings: OrdererSettings = {
  maxMessageCount: 500,
  preferredMaxBytes: 2 * MIB,
  absoluteMaxBytes: 10 * MIB,
  batchTimeoutMs: 2000,
};

/** Before or after what happens in the step; a test may throw there, or change the channel behind the program's back. */
export type ChannelStep =
  'prepare' | 'sign' | 'before submit' | 'after submit' | 'findCommitted' | 'before readBack';

/** A channel in memory: one config block a change. */
export class ChannelDouble implements ChannelConfig, ChannelUpdates {
  readonly administrators = [{ mspId: 'RegulatorMSP', name: 'Admin@regulator.test' }];
  /** Every change that came in force, whoever made it. */
  readonly changes: OrdererSettings[] = [];
  settings = initialSettings;
  /** Set to have the next changes refused. */
  refusal: Error | undefined;
  /** Called at every step. */
  onStep: (step: ChannelStep) => void = () => undefined;
  /** Nodes that do not answer when the others are read back. */
  unreachable: ReadBack['unreachable'] = [];
  /** How many of the next submissions are acknowledged and never ordered. */
  lostSubmissions = 0;
  /** What `liveBlocks` delivers before it ends. */
  live: LiveBlock[] = [];
  /** Overrides of what `inspect` answers. */
  standing: Partial<UpdateStanding> = {};
  readonly submitted: SignedUpdate[] = [];
  readonly #committed = new Map<string, CommittedUpdate>();

  async read(): Promise<ChannelState> {
    return {
      settings: this.settings,
      sequence: this.changes.length,
      configBlock: 2 + this.changes.length,
      height: 3 + this.changes.length,
      consensus: 'raft',
      configTransactionBytes: 21_868,
    };
  }

  async apply(settings: OrdererSettings): Promise<AppliedChange> {
    if (this.refusal) throw this.refusal;
    const before = this.settings;
    const changed = !sameSettings(before, settings);
    if (changed) this.change(settings);
    const { configBlock } = await this.read();
    return { before, after: settings, changed, blockNumber: configBlock, elapsedMs: 20, nodes: ['orderer0'] };
  }

  /** Puts settings in force, as anybody's update does. @returns the block and the sequence */
  change(settings: OrdererSettings): CommittedUpdate {
    this.changes.push(settings);
    this.settings = settings;
    return { blockNumber: 2 + this.changes.length, configSequence: this.changes.length };
  }

  async prepare(settings: OrdererSettings): Promise<PreparedUpdate | undefined> {
    this.onStep('prepare');
    const before = this.settings;
    if (sameSettings(before, settings)) return undefined;
    const { sequence, height } = await this.read();
    return {
      channel: 'exchange',
      before,
      after: settings,
      configSequence: sequence,
      fromBlock: height,
      update: Buffer.from(JSON.stringify(settings)),
    };
  }

  async ownSignatures() {
    return [{ header: Buffer.from('RegulatorMSP'), signature: Buffer.from('signature') }];
  }

  async sign(prepared: PreparedUpdate): Promise<SignedUpdate> {
    this.onStep('sign');
    const envelope = Buffer.concat([prepared.update, randomBytes(8)]);
    const payloadSha256 = createHash('sha256').update(envelope).digest('hex');
    return { ...prepared, envelope, payloadSha256, transactionId: `tx-${payloadSha256.slice(0, 8)}` };
  }

  async submit(signed: SignedUpdate): Promise<CommittedUpdate> {
    this.onStep('before submit');
    if (this.refusal) throw this.refusal;
    this.submitted.push(signed);
    if (this.lostSubmissions > 0) {
      this.lostSubmissions -= 1;
      throw new DeadlineError('acknowledged and then not ordered within 8000 ms');
    }
    if (signed.configSequence !== this.changes.length)
      throw new StaleConfigError(`the channel moved on from config sequence ${signed.configSequence}`);
    const committed = this.order(signed);
    this.onStep('after submit');
    return committed;
  }

  /** Orders an update, now or long after it was sent. */
  order(signed: SignedUpdate): CommittedUpdate {
    const committed = this.change(signed.after);
    this.#committed.set(signed.payloadSha256, committed);
    return committed;
  }

  async findCommitted(payloadSha256: string, fromBlock: number): Promise<CommittedUpdate | undefined> {
    this.onStep('findCommitted');
    const found = this.#committed.get(payloadSha256);
    return found && found.blockNumber >= fromBlock ? found : undefined;
  }

  async readBack(settings: OrdererSettings): Promise<ReadBack> {
    this.onStep('before readBack');
    if (!sameSettings(settings, this.settings)) throw new Error('a test read back what is not in force');
    return { nodes: ['orderer0'], unreachable: this.unreachable };
  }

  async inspect(update: Uint8Array): Promise<UpdateStanding> {
    const written = settingsChangeSchema.parse(JSON.parse(Buffer.from(update).toString()));
    const [{ mspId, name } = { mspId: '', name: '' }] = this.administrators;
    return {
      decoded: { channel: 'exchange', changes: [], settings: written, faults: [] },
      inForce: this.settings,
      configSequence: this.changes.length,
      requirement: {
        policy: '/Channel/Orderer/Admins',
        rule: `administrator of ${mspId}`,
        organisations: [mspId],
        needed: 1,
      },
      signatures: [{ mspId, name }],
      signedBy: [mspId],
      missing: [],
      satisfied: true,
      ...this.standing,
    };
  }

  async *liveBlocks(signal: AbortSignal, from = 0): AsyncGenerator<LiveBlock> {
    for (const block of this.live) {
      if (signal.aborted) return;
      if (block.number < from) continue;
      yield block;
    }
  }

  close(): void {
    // Nothing is open.
  }
}
