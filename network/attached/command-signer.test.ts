import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignatureError } from '../../optimizer/domain/errors.js';
import { commandSigner } from './command-signer.js';

const P256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const message = Buffer.from('an update');
const digest = createHash('sha256').update(message).digest();
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-signer-'));
  await writeFile(path.join(directory, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
});
afterAll(async () => rm(directory, { recursive: true }));

/** @param body - has `digest` in hex, `signature` over the message in DER, and `out` */
async function program(name: string, body: string): Promise<[string, ...string[]]> {
  const file = path.join(directory, `${name}.mjs`);
  await writeFile(
    file,
    `import { readFileSync } from 'node:fs';
     import { sign } from 'node:crypto';
     const digest = process.argv[2] ?? readFileSync(0, 'utf8').trim();
     // A program that has the message as well stands for one that signs digests: Node signs messages only.
     const message = ${JSON.stringify(message.toString())};
     const key = readFileSync(${JSON.stringify(path.join(directory, 'key.pem'))});
     const of = (dsaEncoding) => sign('sha256', Buffer.from(message), { key, dsaEncoding });
     const out = (text) => process.stdout.write(text);
     ${body}`,
  );
  return [process.execPath, file];
}

describe('commandSigner', () => {
  it.each([
    ['DER in base64', `out(of('der').toString('base64') + '\\n')`],
    ['DER in hex', `out(of('der').toString('hex'))`],
    ['r and s in hex', `out(of('ieee-p1363').toString('hex').toUpperCase())`],
    ['r and s in base64', `out(of('ieee-p1363').toString('base64'))`],
    ['base64 over several lines', `out(of('der').toString('base64').replace(/.{20}/g, '$&\\n'))`],
  ])('takes %s', async (name, body) => {
    const sign = commandSigner(await program(name, body), P256);
    expect(verify('sha256', message, publicKey, await sign(digest))).toBe(true);
  });

  it('gives the digest on stdin, or in the arguments where they have a place for it', async () => {
    const echo = `process.stderr.write('digest=' + digest); process.exit(3);`;
    const [node, file] = await program('echo', echo);
    const told = new RegExp(`failed with exit code 3 \\(it says: digest=${digest.toString('hex')}\\)`);
    await expect(commandSigner([node, String(file)], P256)(digest)).rejects.toThrow(told);
    await expect(commandSigner([node, String(file), '{digest}'], P256)(digest)).rejects.toThrow(told);
  });

  it('refuses what is no signature, with the program named', async () => {
    for (const [name, said, why] of [
      ['empty', '', /answered with no signature \(nothing\)/],
      ['words', 'key not found!', /neither hex nor base64/],
      ['short', 'abcd', /2 bytes are neither DER nor r and s/],
    ] as const) {
      const sign = commandSigner(await program(name, `out(${JSON.stringify(said)})`), P256);
      const refused = expect(sign(digest)).rejects;
      await refused.toThrow(why);
    }
  });

  it('ends a program that does not answer', async () => {
    const sign = commandSigner(await program('silent', 'setInterval(() => undefined, 1000);'), P256, 50);
    await expect(sign(digest)).rejects.toThrow(/gave no answer within 50 ms \(it wrote nothing to stderr\)/);
  });

  it('says when there is no such program, or it may not be run', async () => {
    const missing = commandSigner([path.join(directory, 'none')], P256)(digest);
    await expect(missing).rejects.toThrow(SignatureError);
    await expect(missing).rejects.toThrow(/was not found: give its path/);
    await expect(commandSigner([path.join(directory, 'key.pem')], P256)(digest)).rejects.toThrow(
      /may not be run: check its permissions/,
    );
  });
});
