import { describe, expect, it } from 'vitest';
import { SignatureError, TamperedUpdateError } from '../../domain/errors.js';
import {
  addSignatures,
  asProposalSignature,
  mergeCopies,
  mergeSignatures,
  signatureFileOf,
  updateSignatures,
} from './signatures.js';
import { sampleProposal, sampleSignature } from './testing/sample-proposal.js';

const proposal = sampleProposal();
const [market, grid] = [sampleSignature('MarketMSP'), sampleSignature('GridMSP')];

describe('signatures of a proposal', () => {
  it('keep their bytes', () => {
    const bytes = { header: Buffer.from([1, 255, 0]), signature: Buffer.from([48, 2]) };
    const signature = asProposalSignature(bytes, { mspId: 'MarketMSP', name: 'Admin' }, 0);
    expect(signature).toMatchObject({
      mspId: 'MarketMSP',
      name: 'Admin',
      signedAt: '1970-01-01T00:00:00.000Z',
    });
    expect(updateSignatures([signature])).toEqual([bytes]);
  });

  it('are put together from files made apart, each once, those that were there first', () => {
    const signed = addSignatures(proposal, [market]);
    const files = [
      signatureFileOf(proposal, grid),
      signatureFileOf(proposal, market),
      signatureFileOf(proposal, grid),
    ];
    expect(mergeSignatures(signed, files).signatures).toEqual([market, grid]);
    const again = sampleSignature('MarketMSP', 'b');
    expect(addSignatures(signed, [again]).signatures).toEqual([market, again]);
  });

  it('are refused if they are for another proposal or other bytes', () => {
    const elsewhere = signatureFileOf(sampleProposal({ id: 'p-2' }), market);
    expect(() => mergeSignatures(proposal, [elsewhere])).toThrow(SignatureError);
    expect(() => mergeSignatures(proposal, [elsewhere])).toThrow(
      /Admin@MarketMSP .* is for p-2, not for p-1/,
    );
    const otherBytes = signatureFileOf({ ...proposal, updateSha256: 'f'.repeat(64) }, market);
    expect(() => mergeSignatures(proposal, [otherBytes])).toThrow(SignatureError);
    expect(() => mergeSignatures(proposal, [otherBytes])).toThrow(/made over other bytes than those of p-1/);
  });

  it('are taken from copies that were signed in place', () => {
    const copies = [addSignatures(proposal, [market]), addSignatures(proposal, [grid])];
    expect(mergeCopies(proposal, copies).signatures).toEqual([market, grid]);
    expect(() => mergeCopies(proposal, [sampleProposal({ id: 'p-2' })])).toThrow(SignatureError);
    expect(() => mergeCopies(proposal, [{ ...proposal, update: 'AAAA' }])).toThrow(TamperedUpdateError);
  });
});
