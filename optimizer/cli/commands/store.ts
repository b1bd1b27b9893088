import path from 'node:path';
import { systemClock } from '../../domain/wait.js';
import type { Manifest } from '../../operations/backup/backup-file.js';
import { restoreBackup } from '../../operations/backup/restore-backup.js';
import { writeBackup } from '../../operations/backup/write-backup.js';
import { textArgument, type CommandContext, type Register } from '../command.js';
import { table } from '../output.js';

/** `store backup | restore`: everything that is kept, in one file. */
export const registerStore: Register = (program, registry) => {
  const store = program.command('store').description('copies of everything that is kept');
  const backup = store
    .command('backup')
    .description('write the store and the model files into one compressed file')
    .requiredOption('--out <file>', 'the file to write; it must not be there yet');
  registry(backup, async (context) => writeOne(context, backup.opts<{ out: string }>().out));
  const restore = store
    .command('restore')
    .description('put a backup in the place of what the store holds')
    .argument('<file>', 'what "gridtune store backup" wrote')
    .option('--replace', 'replace a store that holds something; a copy of it is kept');
  registry(restore, async (context, [file]) =>
    restoreOne(context, textArgument(file) ?? '', restore.opts<{ replace?: boolean }>().replace ?? false),
  );
};

async function writeOne({ services, output }: CommandContext, file: string): Promise<void> {
  const { paths, signal } = services;
  const nowMs = systemClock.now();
  const archive = await services.archive();
  const held = await archive.claims(nowMs);
  for (const { holder, purpose } of held)
    services.progress.warn(
      `${holder} is at work (${purpose}): what it writes meanwhile may not be in the backup`,
    );
  const manifest = await writeBackup(
    file,
    { archive, modelsDirectory: paths.models, version: await services.version(), signal },
    nowMs,
  );
  output.result(
    { file, ...manifest },
    `${partsTable(manifest)}\n\n${file} is written. It holds hashes of tokens and everything measured, no secret ` +
      'that works: keep it as you keep the store.',
  );
}

async function restoreOne(
  { services, output }: CommandContext,
  file: string,
  replace: boolean,
): Promise<void> {
  const { paths, signal, progress } = services;
  const { manifest, safetyCopy, endedJobs } = await restoreBackup(
    file,
    {
      archive: await services.archive(),
      modelsDirectory: paths.models,
      safetyDirectory: path.join(paths.home, 'backups'),
      version: await services.version(),
      signal,
    },
    { replace, nowMs: systemClock.now() },
  );
  if (endedJobs > 0)
    progress.warn(
      `${endedJobs} jobs were not over when the backup was made: they are ended, ask for them again`,
    );
  const kept = safetyCopy === undefined ? '' : `\nWhat was there before is in ${safetyCopy}.`;
  output.result(
    { ...manifest, safetyCopy: safetyCopy ?? null, endedJobs },
    `${partsTable(manifest)}\n\nrestored as of ${manifest.createdAt}.${kept}`,
  );
}

function partsTable({ parts }: Manifest): string {
  const files = parts.filter(({ kind }) => kind === 'model-file');
  const rows = parts
    .filter(({ kind }) => kind === 'collection')
    .map(({ name, count, bytes }) => [name, count, bytes]);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return table(['collection', 'documents', 'bytes'], [...rows, ['model files', files.length, bytes]]);
}
