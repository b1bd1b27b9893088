import { describe, expect, it } from 'vitest';
import { certificateOf } from './fixtures/signers.fixture.js';
import { nameOf, parseCertificate } from './msp-certificate.js';

const [market, grid] = [certificateOf('marketAdmin').toString(), certificateOf('gridAdmin').toString()];
const nameIn = (pem: string): string | undefined => {
  const certificate = parseCertificate(Buffer.from(pem));
  return certificate && nameOf(certificate);
};

describe('parseCertificate', () => {
  it.each<[string, string, string | undefined]>([
    ['a certificate', market, 'Admin@market.test'],
    ['one with lines of another system', market.replaceAll('\n', '\r\n'), 'Admin@market.test'],
    [
      'one after its description by openssl',
      `Certificate:\n    Data:\n        Version: 3\n${market}`,
      'Admin@market.test',
    ],
    ['the first of two', market + grid, 'Admin@market.test'],
    [
      'no certificate behind a block of another kind',
      market.replaceAll('CERTIFICATE', 'THING') + grid,
      undefined,
    ],
    [
      'none in a block of nonsense',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      undefined,
    ],
    ['none in a block cut off', market.slice(0, 200), undefined],
    ['none in nothing', '', undefined],
  ])('reads %s', (_, pem, name) => expect(nameIn(pem)).toBe(name));
});
