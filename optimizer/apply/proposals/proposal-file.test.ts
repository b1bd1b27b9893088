import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../domain/errors.js';
import { parseProposal, parseSigned, proposalText, signatureText } from './proposal-file.js';
import { signatureFileOf } from './signatures.js';
import { sampleProposal, sampleSignature } from './testing/sample-proposal.js';

const proposal = sampleProposal({ signatures: [sampleSignature('MarketMSP')], replaces: 'p-0' });
const written = JSON.parse(proposalText(proposal));

describe('a proposal file', () => {
  it('gives back the proposal that was written, and says its version', () => {
    expect(parseProposal(proposalText(proposal), 'f.json')).toStrictEqual(proposal);
    expect(written).toMatchObject({ schemaVersion: 1, id: 'p-1' });
  });

  it.each([
    [
      'half a file',
      proposalText(proposal).slice(0, 300),
      /f\.json: is damaged or no proposal \(it is not JSON\)/,
    ],
    ['another document', '{"name": "x"}', /says no schemaVersion/],
    ['a list', '[]', /says no schemaVersion/],
    [
      'a file of a newer gridtune',
      JSON.stringify({ ...written, schemaVersion: 2, more: 1 }),
      /schemaVersion: is 2, written by a newer gridtune; .* up to 1: update gridtune/,
    ],
    ['bytes that are no base64', JSON.stringify({ ...written, update: '§' }), /update: must be base64/],
    ['a field too many', JSON.stringify({ ...written, more: 1 }), /damaged.*more: is not a known key/],
    [
      'settings beyond a hard limit',
      JSON.stringify({ ...written, after: { ...proposal.after, absoluteMaxBytes: 1 } }),
      /after\.absoluteMaxBytes: must be a whole number/,
    ],
    [
      'text that would forge a line where it is shown',
      JSON.stringify({ ...written, createdBy: 'me\n  Admin@grid.test of GridMSP: counts' }),
      /createdBy: must be one line of plain text/,
    ],
    [
      'text that hides what stands before it',
      JSON.stringify({ ...written, because: '\u001b[2K r-1' }),
      /because: must be one line of plain text/,
    ],
    [
      'a signature',
      signatureText(signatureFileOf(proposal, sampleSignature('MarketMSP'))),
      /is a signature, not a proposal: .*--signature/,
    ],
  ])('is refused where it is %s', (_what, text, message) => {
    expect(() => parseProposal(text, 'f.json')).toThrow(InvalidInputError);
    expect(() => parseProposal(text, 'f.json')).toThrow(message);
  });
});

describe('what comes back from an administrator', () => {
  const file = signatureFileOf(proposal, sampleSignature('MarketMSP'));

  it('is a signature alone, or a signed copy of the proposal', () => {
    expect(parseSigned(signatureText(file), 's.json')).toStrictEqual({ kind: 'signature', file });
    expect(parseSigned(proposalText(proposal), 'p.json')).toStrictEqual({ kind: 'proposal', proposal });
  });

  it('is refused where the signature is damaged', () => {
    const damaged = JSON.stringify({ ...JSON.parse(signatureText(file)), updateSha256: 'ab' });
    expect(() => parseSigned(damaged, 's.json')).toThrow(
      /s\.json is damaged.*updateSha256: must be 64 hex digits/,
    );
  });
});
