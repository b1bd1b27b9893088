import type { Proposal } from '../../domain/proposal.js';
import { settings } from './sample-values.js';

const at = '2026-01-02T03:04:05.678Z';

/** A proposal with everything in it that one can hold. */
export function proposal(id: string): Proposal {
  return {
    id,
    networkId: 'n1',
    channel: 'exchange',
    consensus: 'bft',
    configSequence: 4,
    createdAt: at,
    createdBy: 'Admin@regulator.test of RegulatorMSP',
    because: 'manual',
    before: settings,
    after: { ...settings, batchTimeoutMs: 500 },
    update: 'CgA=',
    updateSha256: '0'.repeat(64),
    signatures: [{ mspId: 'RegulatorMSP', name: 'ünï', signedAt: at, header: 'CgA=', signature: 'MEUCIQ==' }],
    status: 'stale',
    replaces: 'p-0',
    replacedBy: 'p-2',
    applicationId: 'a-1',
  };
}
