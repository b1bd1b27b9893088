import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { cryptoOf, type NetworkLayout } from './layout.js';
import type { FabricTools } from './tools/fabric.js';
import type { OrdererNode, PeerNode, Topology } from './topology.js';

const LOOPBACK = '127.0.0.1';

/** Writes Fabric's own sample configuration with the two things that no environment variable can set. */
export async function writeFabricConfig(
  layout: NetworkLayout,
  tools: FabricTools,
  builderDirectory: string,
): Promise<void> {
  await mkdir(layout.configDirectory, { recursive: true });
  const core = parseDocument(await readFile(tools.sampleConfig.core, 'utf8'));
  core.setIn(['vm', 'endpoint'], ''); // else the peer looks for Docker
  core.setIn(['chaincode', 'externalBuilders'], [{ name: 'ccaas', path: builderDirectory }]);
  await writeFile(path.join(layout.configDirectory, 'core.yaml'), core.toString());
  await writeFile(
    path.join(layout.configDirectory, 'orderer.yaml'),
    await readFile(tools.sampleConfig.orderer),
  );
}

export function ordererEnvironment(node: OrdererNode, layout: NetworkLayout): Record<string, string> {
  const crypto = cryptoOf(layout, node);
  const data = layout.dataDirectory(node.name);
  return {
    FABRIC_CFG_PATH: layout.configDirectory,
    FABRIC_LOGGING_SPEC: 'warn',
    ORDERER_GENERAL_LISTENADDRESS: LOOPBACK,
    ORDERER_GENERAL_LISTENPORT: String(node.port),
    ORDERER_GENERAL_LOCALMSPID: node.mspId,
    ORDERER_GENERAL_LOCALMSPDIR: crypto.mspDirectory,
    ORDERER_GENERAL_TLS_ENABLED: 'true',
    ORDERER_GENERAL_TLS_PRIVATEKEY: crypto.tlsKey,
    ORDERER_GENERAL_TLS_CERTIFICATE: crypto.tlsCertificate,
    ORDERER_GENERAL_TLS_ROOTCAS: `[${crypto.tlsCaCertificate}]`,
    ORDERER_GENERAL_CLUSTER_CLIENTCERTIFICATE: crypto.tlsCertificate,
    ORDERER_GENERAL_CLUSTER_CLIENTPRIVATEKEY: crypto.tlsKey,
    ORDERER_GENERAL_CLUSTER_ROOTCAS: `[${crypto.tlsCaCertificate}]`,
    ORDERER_GENERAL_BOOTSTRAPMETHOD: 'none',
    ORDERER_CHANNELPARTICIPATION_ENABLED: 'true',
    ORDERER_ADMIN_LISTENADDRESS: `${LOOPBACK}:${node.adminPort}`,
    ORDERER_ADMIN_TLS_ENABLED: 'true',
    ORDERER_ADMIN_TLS_CERTIFICATE: crypto.tlsCertificate,
    ORDERER_ADMIN_TLS_PRIVATEKEY: crypto.tlsKey,
    ORDERER_ADMIN_TLS_ROOTCAS: `[${crypto.tlsCaCertificate}]`,
    ORDERER_ADMIN_TLS_CLIENTROOTCAS: `[${crypto.tlsCaCertificate}]`,
    ORDERER_ADMIN_TLS_CLIENTAUTHREQUIRED: 'true',
    ORDERER_OPERATIONS_LISTENADDRESS: `${LOOPBACK}:${node.operationsPort}`,
    ORDERER_METRICS_PROVIDER: 'prometheus',
    ORDERER_FILELEDGER_LOCATION: path.join(data, 'ledger'),
    ORDERER_CONSENSUS_WALDIR: path.join(data, 'wal'),
    ORDERER_CONSENSUS_SNAPDIR: path.join(data, 'snapshots'),
  };
}

export function peerEnvironment(
  node: PeerNode,
  topology: Topology,
  layout: NetworkLayout,
): Record<string, string> {
  const crypto = cryptoOf(layout, node);
  const data = layout.dataDirectory(node.name);
  const address = `${LOOPBACK}:${node.port}`;
  return {
    FABRIC_CFG_PATH: layout.configDirectory,
    FABRIC_LOGGING_SPEC: 'warn',
    CORE_PEER_ID: node.name,
    CORE_PEER_ADDRESS: address,
    CORE_PEER_LISTENADDRESS: address,
    CORE_PEER_CHAINCODELISTENADDRESS: `${LOOPBACK}:${node.chaincodePort}`,
    CORE_PEER_GOSSIP_BOOTSTRAP: address,
    CORE_PEER_GOSSIP_EXTERNALENDPOINT: address,
    CORE_PEER_LOCALMSPID: node.mspId,
    CORE_PEER_MSPCONFIGPATH: crypto.mspDirectory,
    CORE_PEER_TLS_ENABLED: 'true',
    CORE_PEER_TLS_CERT_FILE: crypto.tlsCertificate,
    CORE_PEER_TLS_KEY_FILE: crypto.tlsKey,
    CORE_PEER_TLS_ROOTCERT_FILE: crypto.tlsCaCertificate,
    CORE_PEER_FILESYSTEMPATH: data,
    CORE_LEDGER_SNAPSHOTS_ROOTDIR: path.join(data, 'snapshots'),
    CORE_LEDGER_STATE_STATEDATABASE: topology.stateDatabase,
    CORE_OPERATIONS_LISTENADDRESS: `${LOOPBACK}:${node.operationsPort}`,
    CORE_METRICS_PROVIDER: 'prometheus',
  };
}

/** For Fabric's `peer` client acting as an organisation's administrator against one of its peers. */
export function adminEnvironment(
  node: PeerNode,
  layout: NetworkLayout,
  adminMsp: string,
): Record<string, string> {
  return {
    FABRIC_CFG_PATH: layout.configDirectory,
    FABRIC_LOGGING_SPEC: 'error',
    CORE_PEER_ADDRESS: `${LOOPBACK}:${node.port}`,
    CORE_PEER_LOCALMSPID: node.mspId,
    CORE_PEER_MSPCONFIGPATH: adminMsp,
    CORE_PEER_TLS_ENABLED: 'true',
    CORE_PEER_TLS_ROOTCERT_FILE: cryptoOf(layout, node).tlsCaCertificate,
  };
}
