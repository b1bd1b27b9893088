import { createHash } from 'node:crypto';
import { z } from 'zod';
import { faultsOf } from '../domain/settings.js';
import type { ModelArtifact } from './artifact.js';
import { ensembleContentSchema, ensembleContent, ensembleOf, ensembleMismatches } from './ensemble-format.js';

const FORMAT = 'gridtune-model';
const VERSION = 3;

const contentSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  kind: z.string(),
  box: z.record(z.string(), z.strictObject({ min: z.number(), max: z.number() })),
  datasetHash: z.string(),
  seed: z.int(),
  ensemble: ensembleContentSchema,
});
const fileSchema = contentSchema.extend({ checksum: z.string() });
type Content = z.infer<typeof contentSchema>;

/** The artifact as the text of a model file: one JSON document with a checksum over its content. */
export function modelText(artifact: ModelArtifact): string {
  const { kind, box, datasetHash, seed, ensemble } = artifact;
  const content: Content = {
    format: FORMAT,
    version: VERSION,
    kind,
    box: { ...box },
    datasetHash,
    seed,
    ensemble: ensembleContent(ensemble),
  };
  return `${JSON.stringify({ ...content, checksum: checksumOf(content) }, null, 2)}\n`;
}

/** The artifact, or why the text is refused, as the end of a sentence that starts with the file. */
export type ParsedModel =
  | { readonly artifact: ModelArtifact; readonly problem?: never }
  | { readonly artifact?: never; readonly problem: string };

export function parseModel(text: string): ParsedModel {
  const json = parseJson(text);
  const foreign = foreignness(json);
  if (foreign !== undefined) return { problem: foreign };
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    const faults = faultsOf(parsed.error).map(({ path: at, message }) => `${at}: ${message}`);
    return { problem: `is damaged: ${faults.join('; ')}` };
  }
  const { checksum, ...content } = parsed.data;
  if (checksum !== checksumOf(content)) {
    return { problem: 'is damaged: its content does not match its checksum' };
  }
  const mismatch = ensembleMismatches(content.kind, content.ensemble)[0];
  return mismatch === undefined ? { artifact: artifactOf(content) } : { problem: mismatch };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Told before anything else, so that a newer file is not called damaged. */
function foreignness(json: unknown): string | undefined {
  const head = z.looseObject({ format: z.literal(FORMAT), version: z.unknown() }).safeParse(json);
  if (!head.success) return `is not a gridtune model: it is not JSON with "format": "${FORMAT}"`;
  if (head.data.version === VERSION) return undefined;
  return `has version ${JSON.stringify(head.data.version)}, this program reads version ${VERSION}: train a model anew`;
}

function artifactOf({ kind, box, datasetHash, seed, ensemble }: Content): ModelArtifact {
  return { kind, box, datasetHash, seed, ensemble: ensembleOf(ensemble) };
}

/** SHA-256 over the content's JSON in the schema's key order, which parsing restores. */
function checksumOf(content: Content): string {
  return sha256(JSON.stringify(contentSchema.parse(content)));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
