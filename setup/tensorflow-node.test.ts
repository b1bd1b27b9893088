import { spawnSync } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installFolder as optimizerLooksIn } from '../optimizer/ann/tensorflow-node.js';
import { reasonIn } from './run-program.mjs';
import { VERSION, installFolder, requireNode } from './tensorflow-node.mjs';

const script = path.join(import.meta.dirname, 'tensorflow-node.mjs');
const canUseWheel = process.platform === 'linux' && process.arch === 'x64';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gridtune-setup-'));
  for (const name of ['bin', 'cache']) await mkdir(path.join(folder, name));
});
afterEach(() => rm(folder, { recursive: true }));

/** Puts a program in the only folder that the script finds programs in. */
async function program(name: string, body: string): Promise<void> {
  const file = path.join(folder, 'bin', name);
  await writeFile(
    file,
    `#!${process.execPath}\nconst fs = require('node:fs');\nconst words = process.argv.slice(2);\n${body}\n`,
  );
  await chmod(file, 0o755);
}

/** An npm whose packages compute with plain numbers; their download is refused, compiling from `deps` works. */
const npm = `
  const at = 'node_modules/@tensorflow/tfjs-node';
  if (words[0] === 'install') {
    fs.mkdirSync(at, { recursive: true });
    fs.writeFileSync(at + '/index.js', "exports.getBackend = () => 'tensorflow'; exports.tanh = Math.tanh;" +
      "exports.matMul = ([[a, b]], [[c], [d]]) => a * c + b * d;" +
      "exports.tanh = (x) => ({ dataSync: () => [ANSWER] });".replace('ANSWER', process.env.ANSWER ?? 'Math.tanh(x)'));
  } else if (!fs.existsSync('deps/include/c_api.h')) {
    console.log('* Downloading');
    console.error('Error: getaddrinfo ENOTFOUND downloads.example');
    process.exit(1);
  }`;

/** A python3 with pip, whose wheel holds two libraries and a header. */
const python3 = `
  if (words[2] === 'download') fs.writeFileSync('tensorflow.whl', '');
  if (words[1] === 'zipfile') {
    fs.mkdirSync('unpacked/tensorflow/include', { recursive: true });
    for (const name of ['include/c_api.h', 'libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'])
      fs.writeFileSync('unpacked/tensorflow/' + name, name);
  }`;

function runScript(environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    env: { PATH: path.join(folder, 'bin'), XDG_CACHE_HOME: path.join(folder, 'cache'), ...environment },
    encoding: 'utf8',
  });
  return { status, stdout, lines: stderr.trimEnd().split('\n') };
}

const left = () => readdir(path.join(folder, 'cache', 'gridtune'));

describe('setup/tensorflow-node.mjs', () => {
  it('says which npm is missing and leaves nothing behind', async () => {
    const { status, lines } = runScript();
    expect(status).toBe(1);
    expect(lines.at(-1)).toBe(
      'gridtune: npm could not install @tensorflow/tfjs-node; check that its registry can be reached (spawn npm ENOENT)',
    );
    expect(await left()).toEqual([]);
  });

  it.runIf(canUseWheel).each([
    ['python3 with pip', []],
    ['make', ['python3']],
    ['a C++ compiler such as g++', ['python3', 'make']],
  ])('says that %s is missing, after why the download failed', async (missing, present) => {
    await program('npm', npm);
    for (const name of present) await program(name, '');
    const { status, stdout, lines } = runScript();
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(lines.at(-2)).toContain(
      '(Error: getaddrinfo ENOTFOUND downloads.example); taking the library out of',
    );
    expect(lines.at(-1)).toBe(`gridtune: ${missing} is missing: install it, then run the command again`);
    expect(await left()).toEqual([]);
  });

  it.runIf(canUseWheel)('says that pip is missing where python3 has none', async () => {
    await program('npm', npm);
    await program('python3', `if (words.includes('pip')) process.exit(1);`);
    expect(runScript().lines.at(-1)).toContain('pip for python3 is missing');
  });

  describe.runIf(canUseWheel)('with all tools', () => {
    beforeEach(async () => {
      await program('npm', npm);
      await program('python3', python3);
      for (const name of ['make', 'g++']) await program(name, '');
    });

    it('lays the wheel where the install step looks, and installs once', async () => {
      const { status, stdout } = runScript();
      const installed = path.join(folder, 'cache', 'gridtune', `tensorflow-node-${VERSION}`);
      expect({ status, stdout }).toEqual({
        status: 0,
        stdout: `installed @tensorflow/tfjs-node ${VERSION} with the library of PyPI's tensorflow-cpu==2.15.1: ${installed}\n`,
      });
      expect(await left()).toEqual([path.basename(installed)]);
      const deps = path.join(installed, 'node_modules', '@tensorflow', 'tfjs-node', 'deps');
      expect(await readdir(deps)).toEqual(['lib']);
      expect(await readlink(path.join(deps, 'lib', 'libtensorflow.so.2.9.1'))).toBe('libtensorflow_cc.so.2');
      expect((await lstat(path.join(deps, 'lib', 'libtensorflow_framework.so.2'))).isFile()).toBe(true);
      expect(runScript().stdout).toBe(
        `TensorFlow's library is installed already and computes: ${installed}\n`,
      );
    });

    it('installs nothing that computes something else', async () => {
      const { status, lines } = runScript({ ANSWER: '0.5' });
      expect(status).toBe(1);
      expect(lines.at(-1)).toContain("TensorFlow's library does not run on this machine");
      expect(lines.at(-1)).toContain('(Error: it computed 0.5 on tensorflow)');
      expect(await left()).toEqual([]);
    });
  });
});

describe('installFolder', () => {
  it('is where the optimizer looks, and of the version that it computes with', async () => {
    const file = path.join(import.meta.dirname, '..', 'package.json');
    const { dependencies } = JSON.parse(await readFile(file, 'utf8'));
    expect(VERSION).toBe(dependencies['@tensorflow/tfjs-core']);
    expect(installFolder()).toBe(optimizerLooksIn());
  });
});

describe('requireNode', () => {
  it('accepts those that tfjs-node runs on and refuses the others', () => {
    for (const version of ['20.19.0', '22.3.1']) expect(() => requireNode(version)).not.toThrow();
    expect(() => requireNode('23.0.0')).toThrow('does not run on Node 23.0.0: use Node 20 or 22');
  });
});

describe('reasonIn', () => {
  it.each([
    [
      "* one\n    throw er; // Unhandled 'error' event\nError: getaddrinfo ENOTFOUND host\n  at x",
      'Error: getaddrinfo ENOTFOUND host',
    ],
    ['ERROR: Could not find a version.\nnotice', 'ERROR: Could not find a version'],
    ['gyp ERR! stack Error: `make` failed\n', 'gyp ERR! stack Error: `make` failed'],
    ['npm error code E404\nnpm error 404 Not Found', 'npm error 404 Not Found'],
    [
      'make: entering\nx.cc:1:2: fatal error: c_api.h: No such file\nmake: ***',
      'x.cc:1:2: fatal error: c_api.h: No such file',
    ],
    ['a\nlast line\n\n', 'last line'],
    ['', 'it said nothing'],
  ])('finds in %j what says why', (output, reason) => {
    expect(reasonIn(output)).toBe(reason);
  });
});
