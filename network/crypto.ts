import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { exec } from './exec.js';
import type { NetworkLayout } from './layout.js';
import type { FabricTools } from './tools/fabric.js';
import { domainOf, type Topology } from './topology.js';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost'];

/** Makes every certificate and key of the network, once. */
export async function ensureCrypto(
  topology: Topology,
  layout: NetworkLayout,
  tools: FabricTools,
): Promise<void> {
  if (existsSync(layout.cryptoDirectory)) return;
  const working = await mkdtemp(path.join(layout.home, '.crypto-'));
  try {
    const specification = path.join(working, 'crypto.yaml');
    const output = path.join(working, 'crypto');
    await writeFile(specification, stringify(cryptoSpecification(topology)));
    await exec(tools.cryptogen, ['generate', `--config=${specification}`, `--output=${output}`], {
      name: 'make certificates (cryptogen)',
      deadlineMs: 60_000,
    });
    // One rename, so that a killed run never leaves half a set behind.
    await rename(output, layout.cryptoDirectory);
  } finally {
    await rm(working, { recursive: true, force: true });
  }
}

function cryptoSpecification({ orderingOrganisations, organisations }: Topology): object {
  return {
    OrdererOrgs: orderingOrganisations.map(({ name, orderers }) => ({
      Name: name,
      Domain: domainOf(name),
      EnableNodeOUs: true,
      Specs: Array.from({ length: orderers }, (_, index) => ({
        Hostname: `orderer${index}`,
        SANS: LOOPBACK_NAMES,
      })),
    })),
    PeerOrgs: organisations.map(({ name, peers }) => ({
      Name: name,
      Domain: domainOf(name),
      EnableNodeOUs: true,
      Template: { Count: peers, SANS: LOOPBACK_NAMES },
      Users: { Count: 1 },
    })),
  };
}
