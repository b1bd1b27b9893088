import { existsSync } from 'node:fs';
import { z } from 'zod';
import { guardRailsSchema } from '../domain/guard-rails.js';
import { networkConfigSchema } from './network-config.js';
import { serviceConfigSchema } from './service-config.js';
import { readYamlFile } from './yaml-file.js';

const workersRule = 'must be a number of local workers, or a broker such as mqtt://10.0.0.5:1883';

/** The settings of an installation, as `gridtune.yaml` gives them; every one may be left out. */
const appConfigSchema = z
  .strictObject({
    benchmark: z
      .strictObject({
        /** How many load workers this machine starts, or the broker over which those of other machines come. */
        workers: z
          .union([
            z.int().min(1, { error: workersRule }).max(64, { error: workersRule }),
            z.string().regex(/^(mqtts?|tcp):\/\/\S+$/, { error: workersRule }),
          ])
          .default(1),
        /** How many workers to wait for, where they come over a broker. */
        workerCount: z.int().min(1).max(1000).default(1),
      })
      .prefault({}),
    guardRails: guardRailsSchema.prefault({}),
    service: serviceConfigSchema.prefault({}),
    /** The existing network to attach to; absent: the embedded one. */
    network: networkConfigSchema.optional(),
  })
  .readonly();
export type AppConfig = z.infer<typeof appConfigSchema>;

/**
 * Reads the configuration of an installation; without a file everything is at its default.
 * @param file - `gridtune.yaml` of the installation, or what GRIDTUNE_CONFIG names
 * @throws InvalidInputError with every fault of the file, each with its path and line
 */
export async function readAppConfig(file: string): Promise<AppConfig> {
  return existsSync(file) ? readYamlFile('configuration', file, appConfigSchema) : appConfigSchema.parse({});
}
