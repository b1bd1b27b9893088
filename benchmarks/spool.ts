import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Store } from '../optimizer/domain/ports.js';
import { roundSchema, samplesSchema, type Round, type Samples } from '../optimizer/domain/round.js';

const entrySchema = z.strictObject({ round: roundSchema, samples: samplesSchema.optional() });

/** Rounds that could not be stored, kept as files until the store is back. */
export class Spool {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** @returns the file that keeps the round. */
  async keep(round: Round, samples: Samples | undefined): Promise<string> {
    const directory = path.join(this.#directory, round.sweepId);
    await mkdir(directory, { recursive: true });
    const file = path.join(directory, `${encodeURIComponent(round.id)}.json`);
    await writeFile(file, JSON.stringify({ round, ...(samples ? { samples } : {}) }));
    return file;
  }

  /** Moves what was kept for a sweep into the store. @returns how many rounds. */
  async unload(sweepId: string, store: Pick<Store, 'rounds' | 'samples'>): Promise<number> {
    const directory = path.join(this.#directory, sweepId);
    const files = await readdir(directory).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    });
    for (const file of files) {
      const name = path.join(directory, file);
      const { round, samples } = entrySchema.parse(JSON.parse(await readFile(name, 'utf8')));
      await store.rounds.put(round);
      if (samples) await store.samples.put(samples);
      await rm(name);
    }
    await rm(directory, { recursive: true, force: true });
    return files.length;
  }
}
