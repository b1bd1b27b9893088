import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { exec } from '../exec.js';
import { goBuild, type GoBuildOptions } from './go-build.js';

export const FABRIC_VERSION = '3.1.1';

/** Fabric's own programs and sample configuration, built from pinned modules. */
export interface FabricTools {
  readonly peer: string;
  readonly orderer: string;
  readonly configtxgen: string;
  readonly configtxlator: string;
  readonly cryptogen: string;
  readonly osnadmin: string;
  /** Fabric's sample core.yaml and orderer.yaml. */
  readonly sampleConfig: { readonly core: string; readonly orderer: string };
}

/** @param modulesDirectory - folder of the go.mod that names the programs as tools. */
export async function buildFabric(modulesDirectory: string, options: GoBuildOptions): Promise<FabricTools> {
  const directory = await goBuild(
    {
      name: `fabric-${FABRIC_VERSION}`,
      directory: modulesDirectory,
      buildArguments: [
        '-ldflags',
        `-s -w -X github.com/hyperledger/fabric/common/metadata.Version=${FABRIC_VERSION}`,
        'tool',
      ],
      finish: async (output) => {
        const { stdout } = await exec(
          'go',
          ['list', '-m', '-f', '{{.Dir}}', 'github.com/hyperledger/fabric'],
          {
            name: 'locate the Fabric module',
            directory: modulesDirectory,
            deadlineMs: 60_000,
          },
        );
        for (const file of ['core.yaml', 'orderer.yaml']) {
          await copyFile(path.join(stdout.trim(), 'sampleconfig', file), path.join(output, file));
        }
      },
    },
    options,
  );
  const at = (file: string): string => path.join(directory, file);
  return {
    peer: at('peer'),
    orderer: at('orderer'),
    configtxgen: at('configtxgen'),
    configtxlator: at('configtxlator'),
    cryptogen: at('cryptogen'),
    osnadmin: at('osnadmin'),
    sampleConfig: { core: at('core.yaml'), orderer: at('orderer.yaml') },
  };
}
