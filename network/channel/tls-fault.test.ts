import { describe, expect, it } from 'vitest';
import { asNetworkDown, type Endpoint } from './endpoint.js';

const node: Endpoint = {
  name: 'orderer0',
  kind: 'orderer',
  address: 'grid:7050',
  tlsCaCertificate: new Uint8Array(),
};

/** In grpc-js's own words, as it gives them for each fault of a real server. */
function told(lastError: string, endpoint = node): string {
  const message = `14 UNAVAILABLE: No connection established. Last error: ${lastError}. Resolution note: `;
  return asNetworkDown(endpoint, new Error(message)).message;
}

describe('a connection that TLS refuses', () => {
  it.each([
    [
      'Error: self-signed certificate in certificate chain',
      /^orderer0 at grid:7050 shows a certificate of another authority .* under its tlsCACerts/,
    ],
    ['Error: unable to verify the first certificate', /another authority/],
    ['Error: unable to get local issuer certificate', /another authority/],
    [
      "Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: Host: wrong.test. is not in the cert's altnames: DNS:node.test, IP Address:127.0.0.1",
      /for another name \(DNS:node\.test, IP Address:127\.0\.0\.1\): set "ssl-target-name-override"/,
    ],
    ['Error: certificate has expired', /has expired, or whose authority has: its operator has to renew it/],
    ['Error: certificate is not yet valid', /check the clock/],
    [
      '806C23FC3E7F0000:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:1601:SSL alert number 116\n (2026-11-22T14:42:14.597Z)',
      /asks for a client certificate .* network\.clientTls/,
    ],
    [
      'Error: 806C23FC3E7F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/openssl/ssl/record/ssl3_record.c:350:\n',
      /speaks no TLS at this port/,
    ],
  ])('%s', (lastError, expected) => {
    expect(told(lastError)).toMatch(expected);
  });

  it('is told by what this side shows, where gRPC knows no reason', () => {
    const silent = 'Failed to connect (2026-11-22T14:42:14.636Z)';
    expect(told(silent, { ...node, tlsCaCertificate: undefined })).toMatch(/write grpcs:\/\//);
    const clientTls = { certificate: new Uint8Array(), privateKey: new Uint8Array() };
    expect(told(silent, { ...node, clientTls })).toMatch(/may not accept the client certificate/);
    expect(told(silent)).toMatch(/does not answer \(Failed to connect/);
  });

  it('is not blamed for a node that is down', () => {
    expect(told('Error: connect ECONNREFUSED 127.0.0.1:1')).toBe(
      'orderer0 at grid:7050 does not answer (connect ECONNREFUSED 127.0.0.1:1): see "gridtune network status"',
    );
  });
});
