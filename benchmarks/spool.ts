import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Store } from '../optimizer/domain/ports.js';
import { observationSchema } from '../optimizer/domain/inside.js';
import { roundSchema, samplesSchema } from '../optimizer/domain/round.js';

const entrySchema = z.strictObject({
  round: roundSchema,
  samples: samplesSchema.optional(),
  observation: observationSchema.optional(),
});
export type SpooledRound = z.infer<typeof entrySchema>;

/** Rounds that could not be stored, kept as files until the store is back. */
export class Spool {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** @returns the file that keeps the round. */
  async keep(entry: SpooledRound): Promise<string> {
    const { round } = entry;
    const directory = path.join(this.#directory, round.sweepId);
    await mkdir(directory, { recursive: true });
    const file = path.join(directory, `${encodeURIComponent(round.id)}.json`);
    await writeFile(file, JSON.stringify(entry));
    return file;
  }

  /** Moves what was kept for a sweep into the store. @returns how many rounds. */
  async unload(sweepId: string, store: Pick<Store, 'rounds' | 'samples' | 'observations'>): Promise<number> {
    const directory = path.join(this.#directory, sweepId);
    const files = await readdir(directory).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    });
    for (const file of files) {
      const name = path.join(directory, file);
      const { round, samples, observation } = entrySchema.parse(JSON.parse(await readFile(name, 'utf8')));
      await store.rounds.put(round);
      if (samples) await store.samples.put(samples);
      if (observation) await store.observations.put(observation);
      await rm(name);
    }
    await rm(directory, { recursive: true, force: true });
    return files.length;
  }
}
