import type { Consensus } from '../../optimizer/domain/consensus.js';
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { common, msp, orderer } from '@hyperledger/fabric-protos';
import type { ClientTls, Endpoint } from '../channel/endpoint.js';
import { readConsensus } from '../channel/orderer-settings.js';

/** Who orders a channel and who uses it, as its configuration says. */
export interface ChannelMembers {
  readonly consensus: Consensus;
  /** MSP ids. */
  readonly orderingOrganisations: readonly string[];
  /** MSP ids of the organisations that run peers. */
  readonly organisations: readonly string[];
  /** Orderers that take part in the agreement. */
  readonly consenters: readonly Consenter[];
  /** Where clients reach the orderers. */
  readonly ordererAddresses: readonly OrdererAddress[];
}

interface Consenter {
  /** host:port as the orderers reach each other; most serve clients there too. */
  readonly address: string;
  /** First name in the TLS certificate. */
  readonly name?: string | undefined;
}

interface OrdererAddress {
  readonly address: string;
  /** PEM. */
  readonly tlsCaCertificate: Uint8Array;
}

export function channelMembers(config: common.Config): ChannelMembers {
  const root = config.getChannelGroup();
  const groups = root?.getGroupsMap();
  const ordering = organisationsOf(groups?.get('Orderer'));
  const users = organisationsOf(groups?.get('Application'));
  // Fabric before 1.4.2 kept one list for all organisations; channels made then may still have it.
  const shared = addressesIn(root, 'OrdererAddresses').map((address) => ({
    address,
    tlsCaCertificate: joined(ordering.map(({ tlsCaCertificate }) => tlsCaCertificate)),
  }));
  const own = ordering.flatMap(({ addresses, tlsCaCertificate }) =>
    addresses.map((address) => ({ address, tlsCaCertificate })),
  );
  const consensus = readConsensus(config);
  return {
    consensus,
    orderingOrganisations: ordering.map(({ mspId }) => mspId),
    organisations: users.map(({ mspId }) => mspId),
    consenters: consentersOf(groups?.get('Orderer'), consensus),
    ordererAddresses: own.length > 0 ? own : shared,
  };
}

/**
 * The channel's orderers that `known` does not reach yet. An orderer is known by its address, or by the name
 * in its certificate: behind a port mapping the two sides see different addresses.
 */
export function furtherOrderers(
  members: ChannelMembers,
  known: readonly Endpoint[],
  clientTls?: ClientTls,
): Endpoint[] {
  return members.ordererAddresses.flatMap(({ address, tlsCaCertificate }): Endpoint[] => {
    const host = address.slice(0, address.lastIndexOf(':'));
    const certified = members.consenters.find((consenter) => consenter.address === address)?.name;
    const name = certified ?? host;
    const isKnown = known.some(
      (endpoint) => endpoint.address === address || [endpoint.name, endpoint.tlsName].includes(name),
    );
    if (isKnown) return [];
    return [
      {
        name,
        kind: 'orderer',
        address,
        tlsCaCertificate,
        tlsName: isIP(host) ? certified : undefined,
        clientTls,
      },
    ];
  });
}

interface Organisation {
  readonly mspId: string;
  readonly addresses: readonly string[];
  readonly tlsCaCertificate: Uint8Array;
}

function organisationsOf(group: common.ConfigGroup | undefined): Organisation[] {
  return [...(group?.getGroupsMap().entries() ?? [])].map(([name, organisation]): Organisation => {
    const definition = msp.FabricMSPConfig.deserializeBinary(
      msp.MSPConfig.deserializeBinary(valueOf(organisation, 'MSP')).getConfig_asU8(),
    );
    const authorities = [
      ...definition.getTlsRootCertsList_asU8(),
      ...definition.getTlsIntermediateCertsList_asU8(),
    ];
    return {
      mspId: definition.getName() || name,
      addresses: addressesIn(organisation, 'Endpoints'),
      tlsCaCertificate: joined(authorities),
    };
  });
}

function addressesIn(group: common.ConfigGroup | undefined, value: string): string[] {
  return common.OrdererAddresses.deserializeBinary(valueOf(group, value)).getAddressesList();
}

function consentersOf(group: common.ConfigGroup | undefined, consensus: Consensus): Consenter[] {
  if (consensus === 'bft') {
    return common.Orderers.deserializeBinary(valueOf(group, 'Orderers'))
      .getConsenterMappingList()
      .map((consenter) => consenterOf(consenter, consenter.getServerTlsCert_asU8()));
  }
  const type = orderer.ConsensusType.deserializeBinary(valueOf(group, 'ConsensusType'));
  return orderer.etcdraft.ConfigMetadata.deserializeBinary(type.getMetadata_asU8())
    .getConsentersList()
    .map((consenter) => consenterOf(consenter, consenter.getServerTlsCert_asU8()));
}

function consenterOf(place: { getHost(): string; getPort(): number }, certificate: Uint8Array): Consenter {
  return { address: `${place.getHost()}:${place.getPort()}`, name: certifiedName(certificate) };
}

/** The first DNS name in a certificate; undefined if it has none. */
function certifiedName(pem: Uint8Array): string | undefined {
  const { subjectAltName = '' } = new X509Certificate(pem);
  return /DNS:([^,\s]+)/.exec(subjectAltName)?.[1];
}

function valueOf(group: common.ConfigGroup | undefined, name: string): Uint8Array {
  return group?.getValuesMap().get(name)?.getValue_asU8() ?? new Uint8Array();
}

function joined(certificates: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(certificates.flatMap((certificate) => [Buffer.from(certificate), Buffer.from('\n')]));
}
