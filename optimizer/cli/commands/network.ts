import { NetworkDownError } from '../../domain/errors.js';
import type { NodeStatus } from '../../domain/ports.js';
import { describeSettings } from '../../domain/settings.js';
import type { Register } from '../command.js';
import { table } from '../output.js';
import { remoteNetworkStatus } from '../remote/others.js';

/** `network up | down | profile`: the embedded Fabric network; `network status`: the one that is tuned. */
export const registerNetwork: Register = (program, registry) => {
  const network = program
    .command('network')
    .description('the embedded Fabric network, or the one this installation is attached to');

  const up = network
    .command('up')
    .description('start what is not running; make the embedded network first if there is none')
    .option('--topology <file>', 'YAML file that describes the network');
  registry(up, async ({ services, output }) => {
    const { topology } = up.opts<{ topology?: string }>();
    const { id, started } = await services.networkUp(topology);
    output.result(
      { networkId: id, started },
      started ? `network ${id} is up` : `network ${id} was up already`,
    );
  });

  const down = network
    .command('down')
    .description('stop every process of the embedded network; its ledger stays for the next start')
    .option('--wipe', 'also remove the ledger, certificates and everything else of the network');
  registry(down, async ({ services, output }) => {
    const stopped = await services.networkDown({ wipe: down.opts<{ wipe?: boolean }>().wipe ?? false });
    output.result(
      { stopped },
      stopped.length > 0 ? `stopped ${stopped.toSorted().join(', ')}` : 'nothing was running',
    );
  });

  const profile = network
    .command('profile')
    .description('write a connection profile and a configuration to attach to the embedded network with')
    .requiredOption('--out <folder>', 'folder for connection.yaml and gridtune.yaml');
  registry(profile, async ({ services, output }) => {
    const files = await services.networkProfile(profile.opts<{ out: string }>().out);
    output.result({ files }, `wrote ${files.join(' and ')}`);
  });

  registry(
    network.command('status').description('every node, its height, and the settings in force'),
    async ({ services, output }) => {
      const opened = await services.network();
      const nodes = await opened.status();
      const settings = await opened.channel.read().then(
        (state) => state.settings,
        (error: unknown) => {
          if (error instanceof NetworkDownError) return undefined;
          throw error;
        },
      );
      const inForce = settings ? describeSettings(settings) : 'unknown: no orderer answers';
      const rows = nodes.map((node) => [node.name, node.kind, node.address, stateOf(node), node.height]);
      output.result(
        {
          networkId: opened.id,
          channel: opened.channelName,
          healthy: nodes.every(({ healthy }) => healthy),
          settings: settings ?? null,
          nodes,
        },
        `network ${opened.id}, channel ${opened.channelName}\nsettings in force: ${inForce}\n\n${table(['node', 'kind', 'address', 'state', 'height'], rows)}`,
      );
      const silent = nodes.filter(({ healthy }) => !healthy).length;
      if (silent > 0)
        throw new NetworkDownError(
          `${silent} of ${nodes.length} nodes do not answer: see the reasons above; "gridtune network up" starts those of the embedded network`,
        );
    },
    remoteNetworkStatus,
  );
};

function stateOf({ healthy, problem }: NodeStatus): string {
  if (!healthy) return `down: ${problem ?? 'not healthy'}`;
  return problem === undefined ? 'up' : `up, but ${problem}`;
}
