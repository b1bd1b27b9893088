import { describe, expect, it } from 'vitest';
import { TamperedUpdateError } from '../../domain/errors.js';
import type { OfflineSigning } from '../../domain/offline-signing.js';
import { readProposal, requireHonest, sha256Of } from './objections.js';
import { jsonSigning, quicker, sampleProposal } from './testing/sample-proposal.js';

const { decode } = jsonSigning;
/** A proposal that says what `sampleProposal` says, over bytes that set something else. */
const withBytes = (settings: object) => {
  const bytes = Buffer.from(JSON.stringify(settings));
  return sampleProposal({ update: bytes.toString('base64'), updateSha256: sha256Of(bytes) });
};

describe('a proposal held against its bytes', () => {
  it('is good if the bytes do what it says', () => {
    expect(readProposal(sampleProposal(), decode).objections).toEqual([]);
    expect(requireHonest(sampleProposal(), decode).settings).toEqual(quicker);
    // Values that do not change may stay out of the bytes.
    expect(readProposal(withBytes({ batchTimeoutMs: 500 }), decode).objections).toEqual([]);
  });

  it('is refused if the bytes set something else, leave it out, or set more', () => {
    expect(readProposal(withBytes({ batchTimeoutMs: 60_000 }), decode).objections).toEqual([
      'the bytes set batchTimeoutMs to 60000, the proposal says 500',
    ]);
    expect(readProposal(withBytes({ batchTimeoutMs: 500, maxMessageCount: 1 }), decode).objections).toEqual([
      'the bytes set maxMessageCount to 1, the proposal says 500',
    ]);
    expect(readProposal(withBytes({ maxMessageCount: 500 }), decode).objections).toEqual([
      'the bytes leave batchTimeoutMs as it is, the proposal says 2000 -> 500',
    ]);
  });

  it('is refused if its bytes are not those that were hashed', () => {
    const { update } = withBytes({ batchTimeoutMs: 500 });
    expect(() => requireHonest(sampleProposal({ update }), decode)).toThrow(TamperedUpdateError);
    expect(() => requireHonest(sampleProposal({ update }), decode)).toThrow(
      /bytes of the update were changed/,
    );
  });

  it('is refused if the bytes are for another channel, do more than settings, or are no update', () => {
    const other: OfflineSigning['decode'] = (bytes) => ({ ...decode(bytes), channel: 'other' });
    expect(() => requireHonest(sampleProposal(), other)).toThrow(
      /for channel other, the proposal says exchange/,
    );
    const more: OfflineSigning['decode'] = (bytes) => ({
      ...decode(bytes),
      faults: ['it also changes a policy'],
    });
    expect(() => requireHonest(sampleProposal(), more)).toThrow(
      /p-1 .*it also changes a policy.*Ask Admin@regulator/,
    );
    const none: OfflineSigning['decode'] = () => {
      throw new TamperedUpdateError('no ConfigUpdate');
    };
    expect(readProposal(sampleProposal(), none)).toEqual({ objections: ['no ConfigUpdate'] });
    expect(() => requireHonest(sampleProposal(), none)).toThrow(TamperedUpdateError);
  });
});
