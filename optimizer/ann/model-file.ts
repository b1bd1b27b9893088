import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ModelFileError } from '../domain/errors.js';
import type { ModelArtifact } from './artifact.js';
import { modelText, parseModel, sha256 } from './model-format.js';

/** A written file: its name inside the folder, and the SHA-256 of its bytes for the model's record. */
export interface WrittenModelFile {
  readonly name: string;
  readonly sha256: string;
}

/** Writes one JSON file that appears whole or not at all. The folder is made if it is not there. */
export async function writeModelFile(file: string, artifact: ModelArtifact): Promise<WrittenModelFile> {
  const text = modelText(artifact);
  const unfinished = `${file}.${randomUUID()}.tmp`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(unfinished, text, { flush: true });
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
  return { name: path.basename(file), sha256: sha256(text) };
}

/**
 * @param expectedSha256 - of the file's bytes, from the model's record: refuses a file that was replaced.
 * @throws {@link ModelFileError} that says what does not match.
 */
export async function readModelFile(file: string, expectedSha256?: string): Promise<ModelArtifact> {
  const refuse = (why: string, cause?: unknown): ModelFileError =>
    new ModelFileError(`model file ${file} ${why}`, cause === undefined ? {} : { cause });
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw refuse('cannot be read: train a model first, or restore the file', cause);
  });
  if (expectedSha256 !== undefined && sha256(text) !== expectedSha256) {
    throw refuse(`is not the registered one: SHA-256 ${sha256(text)}, registered ${expectedSha256}`);
  }
  const { artifact, problem } = parseModel(text);
  if (!artifact) throw refuse(problem);
  return artifact;
}
