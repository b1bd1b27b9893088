import { settingsChangeSchema } from '../../../domain/settings.js';
import type { OfflineSigning } from '../../../domain/offline-signing.js';
import type { Proposal, ProposalSignature } from '../../../domain/proposal.js';
import type { OrdererSettings } from '../../../domain/settings.js';
import { initialSettings } from '../../../../test/doubles/channel.js';
import { sha256Of } from '../objections.js';

/** Proposals whose bytes are JSON, as the channel double writes them. */

export const quicker: OrdererSettings = { ...initialSettings, batchTimeoutMs: 500 };

export function sampleProposal(changes: Partial<Proposal> = {}): Proposal {
  const update = Buffer.from(JSON.stringify(changes.after ?? quicker));
  return {
    id: 'p-1',
    networkId: 'net',
    channel: 'exchange',
    consensus: 'raft',
    configSequence: 0,
    createdAt: '2026-01-02T03:04:05.678Z',
    createdBy: 'Admin@regulator.test of RegulatorMSP',
    because: 'manual',
    before: initialSettings,
    after: quicker,
    update: update.toString('base64'),
    updateSha256: sha256Of(update),
    signatures: [],
    status: 'open',
    ...changes,
  };
}

export function sampleSignature(mspId: string, nonce = 'a'): ProposalSignature {
  return {
    mspId,
    name: `Admin@${mspId}`,
    signedAt: '2026-01-02T03:04:05.678Z',
    header: Buffer.from(`${mspId} ${nonce}`).toString('base64'),
    signature: Buffer.from('signature').toString('base64'),
  };
}

export const jsonSigning: OfflineSigning = {
  decode: (update) => ({
    channel: 'exchange',
    changes: [],
    settings: settingsChangeSchema.parse(JSON.parse(Buffer.from(update).toString())),
    faults: [],
  }),
  check: (_update, { header }) => ({ mspId: Buffer.from(header).toString().split(' ')[0] }),
  openSigner: async () => {
    throw new Error('no test signs offline with a double');
  },
};
