// Writes optimizer/client/schema.ts from the routes' OpenAPI document: `npm run generate:client`.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './prepare.mjs';

// Compiled whether or not the client of before fits the routes of now: it is to be made anew.
spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'ignore' });
const { openApiDocument } = await import('../dist/optimizer/service/openapi.js');
const { routes } = await import('../dist/optimizer/service/routes.js');
const { routesDigest } = await import('../dist/optimizer/service/openapi-digest.js');

const tool = path.join(root, 'setup', 'client-types');
run('npm', ['ci'], tool);
const { default: openapiTypescript, astToString } = await import(
  path.join(tool, 'node_modules', 'openapi-typescript', 'dist', 'index.mjs')
);
const types = astToString(await openapiTypescript(structuredClone(openApiDocument(routes, '0'))));
const head = [
  `// Made by "npm run generate:client" from the OpenAPI document. Do not edit.`,
  `/** Of the document that this was made from. */`,
  `export const DOCUMENT_SHA256 = '${routesDigest(routes)}';`,
];
const file = path.join(root, 'optimizer', 'client', 'schema.ts');
writeFileSync(file, `${head.join('\n')}\n\n${types}`);
run('npx', ['prettier', '--write', file], root);

function run(command, commandArguments, cwd) {
  const { status } = spawnSync(command, commandArguments, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) process.exit(1);
}
