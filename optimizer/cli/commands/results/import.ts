import { importResults } from '../../../dataset/import-results.js';
import { REQUIRED_COLUMNS } from '../../../dataset/results-columns.js';
import { textArgument, type Register } from '../../command.js';
import { remoteImport } from '../../remote/results.js';

/** `results import`: results that were measured elsewhere, kept under a name. */
export const registerImport: Register = (results, registry) => {
  const imported = results
    .command('import')
    .description('keep a CSV file of results as a dataset')
    .argument('<file>', 'CSV file with a header')
    .requiredOption('--name <name>', 'name to keep it under')
    .option('--replace', 'take the place of a dataset of that name')
    .addHelpText('after', `\nThe file needs the columns ${REQUIRED_COLUMNS.join(', ')}; others are kept.`);
  registry(
    imported,
    async ({ services, output }, parameters) => {
      const { name, replace = false } = imported.opts<{ name: string; replace?: boolean }>();
      const file = textArgument(parameters[0]) ?? '';
      const dataset = await importResults(await services.store(), { file, name, replace, now: new Date() });
      const { rowCount, columns, sha256, importedAt } = dataset;
      output.result(
        { name, rows: rowCount, columns, file: dataset.file, sha256, importedAt },
        `${rowCount} rows of ${columns.length} columns imported as dataset ${name}`,
      );
    },
    (context, [file]) =>
      remoteImport(textArgument(file) ?? '', imported.opts<{ name: string; replace?: boolean }>(), context),
  );
};
