/** What gRPC says of a connection that TLS refused, as what is wrong and what to do. */
const FAULTS: readonly (readonly [RegExp, (why: string) => string])[] = [
  [
    /does not match certificate's altnames/,
    (why) =>
      `shows a certificate for another name (${namesIn(why)}): set "ssl-target-name-override" under its ` +
      'grpcOptions in the connection profile to a name that the certificate holds',
  ],
  [
    /certificate has expired/,
    () =>
      'shows a certificate that has expired, or whose authority has: its operator has to renew it; check the ' +
      'clock of this machine too',
  ],
  [
    /certificate is not yet valid/,
    () => 'shows a certificate that is not valid yet: check the clock of this machine and of the node',
  ],
  [
    /self[- ]signed certificate|unable to (verify the first|get (local )?issuer) certificate|invalid ca certificate/i,
    () =>
      'shows a certificate of another authority than the one given for it: put the TLS certificate authority of ' +
      'the node under its tlsCACerts in the connection profile',
  ],
  [
    /alert (certificate required|bad certificate|unknown ca|handshake failure|certificate expired)/,
    () =>
      'asks for a client certificate that it trusts: name one of an authority it accepts, and its key, under ' +
      'network.clientTls',
  ],
  [
    /wrong version number|packet length too long|http request/i,
    () => 'speaks no TLS at this port: check the port, or write grpc:// if the node has TLS switched off',
  ],
];

/**
 * @param why - gRPC's own words on why there is no connection
 * @param shown - what this side brought along: TLS at all, a client certificate
 * @returns what is wrong in the eyes of TLS and the way out; undefined if it is another fault
 */
export function tlsFault(
  why: string,
  shown: { readonly tls: boolean; readonly clientCertificate: boolean },
): string | undefined {
  const known = FAULTS.find(([pattern]) => pattern.test(why))?.[1](why);
  // A node that turns a connection down after its first bytes leaves gRPC without any reason.
  if (known !== undefined || !why.startsWith('Failed to connect')) return known;
  if (!shown.tls) return 'closes connections without TLS: write grpcs:// in the connection profile';
  return shown.clientCertificate
    ? 'closes the connection: it may not accept the client certificate under network.clientTls'
    : undefined;
}

function namesIn(why: string): string {
  return /is not in the cert's altnames: (.*)$/.exec(why)?.[1] ?? 'it holds no name that fits';
}
