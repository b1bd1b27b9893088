import path from 'node:path';
import { requireSending } from '../../network/attached/client-access.js';
import { exportProfile } from '../../network/attached/export-profile.js';
import { connectionProfileSchema } from '../../network/attached/connection-profile.js';
import { openAttachedNetwork } from '../../network/attached/open-attached-network.js';
import { networkDown } from '../../network/down.js';
import { openEmbeddedNetwork } from '../../network/embedded-network.js';
import { findProcesses } from '../../network/processes.js';
import { readState, type NetworkState } from '../../network/state.js';
import { buildFabric } from '../../network/tools/fabric.js';
import type { GoBuildOptions } from '../../network/tools/go-build.js';
import { readTopology } from '../../network/topology.js';
import { networkUp } from '../../network/up.js';
import type { Services } from '../operations/services.js';
import type { AppConfig } from '../config/app-config.js';
import { attachedNetworkOf } from '../config/network-config.js';
import { readYamlFile } from '../config/yaml-file.js';
import { AttachedError, NetworkDownError } from '../domain/errors.js';
import type { ClientAccess, Network } from '../domain/ports.js';
import type { OrdererSettings } from '../domain/settings.js';
import { once } from './once.js';

type NetworkServices = Pick<
  Services,
  'network' | 'initialSettings' | 'networkUp' | 'networkDown' | 'networkProfile' | 'clientAccess'
> & {
  /** The client, if there is one; its chaincode is empty where none is configured. */
  readonly clientIfAny: () => Promise<ClientAccess | undefined>;
};

/** The network that this installation works on, embedded or attached, under one roof. */
type Opened = Network & {
  clientAccess(): Promise<ClientAccess | undefined>;
  initialSettings(): OrdererSettings;
  close(): void;
};

/** The part of the composition root that opens, starts and stops networks. */
export function networkServices(
  { paths, progress, signal }: Pick<Services, 'paths' | 'progress' | 'signal'>,
  config: () => Promise<AppConfig>,
  goOptions: GoBuildOptions,
  onClose: (close: () => void) => void,
): NetworkServices {
  const home = path.join(paths.home, 'network');

  const openAttached = async (written: NonNullable<AppConfig['network']>): Promise<Opened> => {
    const attached = attachedNetworkOf(written, path.dirname(paths.config));
    return openAttachedNetwork({
      config: attached,
      profile: await readYamlFile('connection profile', attached.connectionProfile, connectionProfileSchema),
      directory: path.join(paths.home, 'attached'),
      warn: (message) => progress.warn(message),
    });
  };
  const openEmbedded = async (): Promise<Opened> => {
    const { client, ...network } = await openEmbeddedNetwork(home);
    const { topology } = await requireState(home);
    return {
      ...network,
      clientAccess: async () => client,
      initialSettings: () => topology.settings,
      close: () => network.channel.close(),
    };
  };
  const open = async (): Promise<Opened> => {
    const written = (await config()).network;
    const network = await (written ? openAttached(written) : openEmbedded());
    onClose(() => network.close());
    return network;
  };
  let opening = once(open);
  const network = async (): Promise<Opened> => {
    const opened = await opening();
    if ((await config()).network || (await readState(home))?.id === opened.id) return opened;
    // Another process has wiped the embedded network, and perhaps made a new one.
    opening = once(open);
    return opening();
  };

  const requireEmbedded = async (): Promise<void> => {
    const attached = (await config()).network;
    if (!attached) return;
    throw new AttachedError(
      `this installation is attached to channel ${attached.channel} of ${attached.connectionProfile}: remove "network:" from ${paths.config} to use the embedded network`,
    );
  };

  return {
    network,
    clientIfAny: async () => (await network()).clientAccess(),
    clientAccess: async () => requireSending(await (await network()).clientAccess()),
    initialSettings: async () => (await network()).initialSettings(),
    networkUp: async (topologyFile) => {
      await requireEmbedded();
      const existing = topologyFile === undefined ? await readState(home) : undefined;
      const topology =
        existing?.topology ??
        (await readTopology(topologyFile ?? path.join(paths.root, 'network', 'topology.yaml')));
      const tools = await buildFabric(path.join(paths.root, 'network', 'tools'), goOptions);
      const before = existing ? (await findProcesses(existing.id)).length : 0;
      const { id } = await networkUp({ home, topology, tools, root: paths.root, progress, signal });
      return { id, started: (await findProcesses(id)).length > before };
    },
    networkDown: async (options) => {
      await requireEmbedded();
      return networkDown(home, options);
    },
    networkProfile: async (directory) => {
      await requireEmbedded();
      return exportProfile(await requireState(home), path.resolve(directory));
    },
  };
}

async function requireState(home: string): Promise<NetworkState> {
  const state = await readState(home);
  if (!state) throw new NetworkDownError('there is no network yet: run "gridtune network up" first');
  return state;
}
