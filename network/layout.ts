import path from 'node:path';
import { domainOf, type OrdererNode, type PeerNode } from './topology.js';

/** Where everything of one embedded network lies, inside its home folder. */
export interface NetworkLayout {
  readonly home: string;
  readonly stateFile: string;
  readonly cryptoDirectory: string;
  /** Fabric's configuration folder: core.yaml and orderer.yaml. */
  readonly configDirectory: string;
  readonly genesisFile: string;
  readonly logsDirectory: string;
  dataDirectory(node: string): string;
  logFile(node: string): string;
  chaincodePackage(organisation: string): string;
}

export function layoutOf(home: string): NetworkLayout {
  const inside = (...parts: string[]): string => path.join(home, ...parts);
  return {
    home,
    stateFile: inside('network.json'),
    cryptoDirectory: inside('crypto'),
    configDirectory: inside('config'),
    genesisFile: inside('genesis.block'),
    logsDirectory: inside('logs'),
    dataDirectory: (node) => inside('data', node),
    logFile: (node) => inside('logs', `${node}.log`),
    chaincodePackage: (organisation) => inside('packages', `${organisation}.tar.gz`),
  };
}

/** Certificates and keys as cryptogen lays them out. */
export interface NodeCrypto {
  readonly mspDirectory: string;
  readonly tlsCertificate: string;
  readonly tlsKey: string;
  readonly tlsCaCertificate: string;
  readonly signingCertificate: string;
}

export function cryptoOf(layout: NetworkLayout, node: OrdererNode | PeerNode): NodeCrypto {
  const kind = node.kind === 'orderer' ? 'orderers' : 'peers';
  const base = path.join(organisationDirectory(layout, node), kind, node.name);
  return {
    mspDirectory: path.join(base, 'msp'),
    tlsCertificate: path.join(base, 'tls', 'server.crt'),
    tlsKey: path.join(base, 'tls', 'server.key'),
    tlsCaCertificate: path.join(base, 'tls', 'ca.crt'),
    signingCertificate: path.join(base, 'msp', 'signcerts', `${node.name}-cert.pem`),
  };
}

/** The MSP folder that defines an organisation to the others. */
export function organisationMsp(layout: NetworkLayout, node: OrdererNode | PeerNode): string {
  return path.join(organisationDirectory(layout, node), 'msp');
}

/** The MSP folder of a person of the organisation: `Admin` or `User1`. */
export function userMsp(
  layout: NetworkLayout,
  node: OrdererNode | PeerNode,
  user: 'Admin' | 'User1',
): string {
  const domain = domainOf(node.organisation);
  return path.join(organisationDirectory(layout, node), 'users', `${user}@${domain}`, 'msp');
}

function organisationDirectory(layout: NetworkLayout, node: OrdererNode | PeerNode): string {
  const kind = node.kind === 'orderer' ? 'ordererOrganizations' : 'peerOrganizations';
  return path.join(layout.cryptoDirectory, kind, domainOf(node.organisation));
}
