import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeVersion } from './code-version.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'gridtune-code-'));
  await write('package.json', '{"name":"gridtune","version":"1.2.3"}');
  await write('dist/optimizer/ann/network.js', 'export const a = 1;');
  await write('dist/optimizer/ann/deep/b.js', 'export const b = 1;');
  await write('dist/optimizer/cli/command.js', 'export const c = 1;');
});
afterEach(() => rm(root, { recursive: true }));

async function write(name: string, text: string): Promise<void> {
  const file = path.join(root, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
const version = () => codeVersion(path.join(root, 'dist', 'optimizer'));

describe('codeVersion', () => {
  it('is the version of the package above and a hash, the same for the same files', async () => {
    expect(await version()).toMatch(/^1\.2\.3\+[0-9a-f]{12}$/);
    expect(await version()).toBe(await version());
  });

  it.for([
    ['another content', 'dist/optimizer/ann/deep/b.js', 'export const b = 2;'],
    ['another file', 'dist/optimizer/dataset/rows.js', ''],
  ] as const)('changes with %s', async ([, name, text]) => {
    const before = await version();
    await write(name, text);
    expect(await version()).not.toBe(before);
  });

  it.for([
    ['tests', 'dist/optimizer/ann/network.test.js'],
    ['source maps', 'dist/optimizer/ann/network.js.map'],
    ['parts that make no model', 'dist/optimizer/cli/command.js'],
  ] as const)('does not change with %s', async ([, name]) => {
    const before = await version();
    await write(name, 'changed');
    expect(await version()).toBe(before);
  });

  it('of the program itself names its own version', async () => {
    expect(await codeVersion()).toMatch(/^\d+\.\d+\.\d+.*\+[0-9a-f]{12}$/);
  });
});
