import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { CALIPER_VERSION } from './embedded-network.js';

it('records the version of Caliper that is installed', async () => {
  const file = path.join(
    import.meta.dirname,
    '..',
    'node_modules',
    '@hyperledger',
    'caliper-core',
    'package.json',
  );
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: CALIPER_VERSION });
});
