import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { InvalidInputError, type Fault } from '../../optimizer/domain/errors.js';
import type { ClientTls, Endpoint } from '../channel/endpoint.js';

/**
 * Fabric's common connection profile, as far as it is needed here. Whatever else it holds (certificate
 * authorities, time limits, options of other programs) is left alone.
 */

const namesSchema = z
  .array(z.string())
  .nullish()
  .transform((names) => names ?? []);

const tlsSchema = z
  .object({
    path: z.string().min(1).optional(),
    pem: z
      .union([z.string(), z.array(z.string())], { error: 'must be a certificate in PEM or a list of them' })
      .transform((pem) => [pem].flat().join('\n'))
      .optional(),
  })
  .refine(({ path: file, pem }) => file !== undefined || pem !== undefined, {
    error: 'give path or pem',
  });

const nodeSchema = z
  .object({
    url: z
      .string({ error: 'is missing: give an address such as grpcs://orderer0.example.com:7050' })
      .regex(/^grpcs?:\/\/[^/\s]+:\d{1,5}\/?$/, {
        error: 'must be an address with a port, such as grpcs://orderer0.example.com:7050',
      }),
    tlsCACerts: tlsSchema.nullish(),
    grpcOptions: z.record(z.string(), z.unknown()).nullish(),
  })
  .refine(({ url, tlsCACerts }) => url.startsWith('grpc:') || tlsCACerts, {
    path: ['tlsCACerts'],
    error: "is missing: grpcs needs the node's TLS certificate authority, as path or pem",
  });
type ProfileNode = z.infer<typeof nodeSchema>;

const nodesSchema = z
  .record(z.string(), nodeSchema)
  .nullish()
  .transform((nodes) => nodes ?? {});

export const connectionProfileSchema = z
  .object({
    organizations: z
      .record(z.string(), z.object({ mspid: z.string(), peers: namesSchema }))
      .nullish()
      .transform((organizations) => organizations ?? {}),
    orderers: nodesSchema,
    peers: nodesSchema,
    channels: z
      .record(
        z.string(),
        z.object({ orderers: namesSchema, peers: z.record(z.string(), z.unknown()).nullish() }).nullish(),
      )
      .nullish(),
  })
  .refine(({ orderers, peers }) => Object.keys(orderers).length + Object.keys(peers).length > 0, {
    error: 'names neither orderers nor peers',
  });
export type ConnectionProfile = z.infer<typeof connectionProfileSchema>;

export interface ProfileEndpoints {
  readonly orderers: readonly Endpoint[];
  readonly peers: readonly PeerEndpoint[];
}

export interface PeerEndpoint extends Endpoint {
  /** Of the organisation that lists the peer, if one does. */
  readonly mspId?: string | undefined;
}

/**
 * The channel's nodes as the profile gives them: those listed under the channel where it lists any, else all.
 * @param options - `file` is where the profile was read: its paths start from there
 * @throws InvalidInputError with every node that cannot be reached in this way
 */
export async function endpointsOf(
  profile: ConnectionProfile,
  options: {
    readonly file: string;
    readonly channel: string;
    readonly allowPlaintext: boolean;
    readonly clientTls?: ClientTls | undefined;
  },
): Promise<ProfileEndpoints> {
  const faults: Fault[] = [];
  const listed = profile.channels?.[options.channel];
  const pick = async (kind: 'orderer' | 'peer', names: readonly string[]): Promise<Endpoint[]> => {
    const nodes = Object.entries(kind === 'orderer' ? profile.orderers : profile.peers);
    const wanted = names.length > 0 ? nodes.filter(([name]) => names.includes(name)) : nodes;
    const endpoints = await Promise.all(
      wanted.map(async ([name, node]) => endpointOf(kind, name, node, { ...options, faults })),
    );
    return endpoints.filter((endpoint) => endpoint !== undefined);
  };
  const orderers = await pick('orderer', listed?.orderers ?? []);
  const peers = await pick('peer', Object.keys(listed?.peers ?? {}));
  if (faults.length > 0) throw new InvalidInputError(`connection profile ${options.file}`, faults);
  const organisations = Object.values(profile.organizations);
  return {
    orderers,
    peers: peers.map((peer) => ({
      ...peer,
      mspId: organisations.find((organisation) => organisation.peers.includes(peer.name))?.mspid,
    })),
  };
}

/** @returns undefined if something is wrong with the node; what it is stands in `faults` then */
async function endpointOf(
  kind: 'orderer' | 'peer',
  name: string,
  node: ProfileNode,
  options: {
    readonly file: string;
    readonly allowPlaintext: boolean;
    readonly clientTls?: ClientTls | undefined;
    readonly faults: Fault[];
  },
): Promise<Endpoint | undefined> {
  const where = `${kind}s.${name}`;
  const address = node.url.replace(/^grpcs?:\/\//, '').replace(/\/$/, '');
  const host = address.slice(0, address.lastIndexOf(':')).replaceAll(/[[\]]/g, '');
  const base = { name, kind, address, grpcOptions: grpcOptionsOf(node) };
  if (node.url.startsWith('grpc:')) {
    if (options.allowPlaintext || isLoopback(host)) return { ...base, tlsCaCertificate: undefined };
    const message =
      'grpc:// sends everything in the clear: write grpcs://, or set network.allowPlaintext to true';
    options.faults.push({ path: `${where}.url`, message });
    return undefined;
  }
  const tlsCaCertificate = await authorities(node, options.file);
  if (!isUsable(tlsCaCertificate)) {
    const message = 'holds no certificate in PEM, or cannot be read: check path or pem';
    options.faults.push({ path: `${where}.tlsCACerts`, message });
    return undefined;
  }
  return {
    ...base,
    tlsCaCertificate: Buffer.from(tlsCaCertificate),
    // An IP address is no TLS server name; the profile's name for the node usually is the one it goes by.
    tlsName: overrideOf(node) ?? (isIP(host) ? name : undefined),
    clientTls: options.clientTls,
  };
}

/** @returns PEM; empty if the file cannot be read */
async function authorities({ tlsCACerts }: ProfileNode, profileFile: string): Promise<string> {
  if (tlsCACerts?.pem !== undefined) return tlsCACerts.pem;
  const file = path.resolve(path.dirname(profileFile), tlsCACerts?.path ?? '');
  return readFile(file, 'utf8').catch(() => '');
}

/** TLS itself passes over what it cannot read, and then trusts nobody. */
function isUsable(authoritiesPem: string): boolean {
  const blocks = authoritiesPem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block)).length > 0;
  } catch {
    return false; // no certificate inside; the caller says so, with the place in the profile
  }
}

/** Names that different programs have given to the same option. */
const NAME_OVERRIDES = ['ssl-target-name-override', 'grpc.ssl_target_name_override', 'hostnameOverride'];

function overrideOf({ grpcOptions }: ProfileNode): string | undefined {
  for (const key of NAME_OVERRIDES) {
    const name = grpcOptions?.[key];
    if (typeof name === 'string' && name !== '') return name;
  }
  return undefined;
}

function grpcOptionsOf({ grpcOptions }: ProfileNode): Record<string, string | number> {
  const own = Object.entries(grpcOptions ?? {}).flatMap(([key, value]): [string, string | number][] =>
    key.startsWith('grpc.') &&
    !NAME_OVERRIDES.includes(key) &&
    (typeof value === 'string' || typeof value === 'number')
      ? [[key, value]]
      : [],
  );
  return Object.fromEntries(own);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
