import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NetworkDouble, ProgressDouble, initialSettings } from '../../../../test/doubles/network.js';
import { parseProposal, proposalText } from '../../../apply/proposals/proposal-file.js';
import {
  jsonSigning,
  quicker,
  sampleProposal,
  sampleSignature,
} from '../../../apply/proposals/testing/sample-proposal.js';
import {
  AlreadyExistsError,
  InvalidInputError,
  NetworkDownError,
  NotFoundError,
  SignatureError,
  StaleConfigError,
  TamperedUpdateError,
} from '../../../domain/errors.js';
import { noGuardRails } from '../../../domain/guard-rails.js';
import type { IdentityAccess } from '../../../domain/attached-network.js';
import type { OfflineSigning } from '../../../domain/offline-signing.js';
import type { Proposal } from '../../../domain/proposal.js';
import { memoryStore, type MemoryStore } from '../../../store/testing/memory-store.js';
import type { CommandRegistry } from '../../command.js';
import type { Services } from '../../../operations/services.js';
import { registerProposal } from '../proposal.js';

let folder: string;
let store: MemoryStore;
let network: NetworkDouble;
let progress: ProgressDouble;
let opened: string[];
let sources: IdentityAccess[];
let closed: number;

const signing: OfflineSigning = {
  ...jsonSigning,
  check: (_update, { header }) => {
    const [mspId = ''] = Buffer.from(header).toString().split(' ');
    return { mspId, name: `Admin@${mspId}` };
  },
  openSigner: async (source) => {
    sources.push(source);
    const { mspId } = source;
    return {
      mspId,
      name: `Admin@${mspId}`,
      warnings: ['whether you may sign cannot be told here'],
      sign: async () => ({ header: Buffer.from(`${mspId} x`), signature: Buffer.from('signature') }),
      close: () => void (closed += 1),
    };
  },
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gridtune-proposal-command-'));
  store = memoryStore();
  network = new NetworkDouble();
  progress = new ProgressDouble();
  [opened, sources, closed] = [[], [], 0];
});
afterEach(async () => rm(folder, { recursive: true }));

const file = (name: string): string => path.join(folder, name);
const read = async (name: string): Promise<Proposal> =>
  parseProposal(await readFile(file(name), 'utf8'), name);
const write = async (name: string, proposal: Proposal): Promise<void> =>
  writeFile(file(name), proposalText(proposal));

/** Runs `gridtune proposal ...`; `isOffline` on a machine that has no network and no store. */
async function run(
  argv: readonly string[],
  { isOffline = false, answers = [] as { value: unknown; text: string }[] } = {},
) {
  const open =
    <T>(name: string, value: T) =>
    async (): Promise<T> => {
      opened.push(name);
      if (isOffline) throw new NetworkDownError(`no ${name} here`);
      return value;
    };
  const services = {
    store: open('store', store),
    network: open('network', network),
    audit: open('audit', { record: async () => undefined }),
    guardRails: async () => noGuardRails,
    offlineSigning: signing,
    progress,
    signal: new AbortController().signal,
  } as unknown as Services;
  const output = { result: (value: unknown, text: string) => void answers.push({ value, text }) };
  const registry: CommandRegistry = (command, body) => {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    command.action((...parameters: unknown[]) => body({ services, output }, parameters));
  };
  const program = new Command();
  registerProposal(program, registry);
  await program.parseAsync(['proposal', ...argv], { from: 'user' });
  const [answer] = answers;
  if (!answer || answers.length > 1) throw new Error(`${answers.length} answers`);
  return answer;
}

const create = async (name = 'p.json') =>
  run(['create', '--settings', '{"batchTimeoutMs": 500}', '--out', file(name)]);
const asMarket = ['--msp-id', 'MarketMSP', '--msp-dir', 'msp'];

describe('proposal create', () => {
  it('writes the file that it stores, unsigned, and says who has to sign and how', async () => {
    network.channel.standing = { satisfied: false, signedBy: [], missing: ['RegulatorMSP'] };
    const { value, text } = await create();
    const [stored] = await store.proposals.list();
    expect(await read('p.json')).toEqual(stored);
    expect(value).toMatchObject({
      proposalId: stored?.id,
      file: file('p.json'),
      channel: 'exchange',
      before: initialSettings,
      after: quicker,
      requirement: { needed: 1, organisations: ['RegulatorMSP'] },
      missing: ['RegulatorMSP'],
      next: 'gridtune proposal sign p.json --msp-id ID --msp-dir DIRECTORY',
    });
    expect(text).toContain('needed: administrator of RegulatorMSP (/Channel/Orderer/Admins)');
    expect(stored?.signatures).toEqual([]);
  });

  it('overwrites no file: it may hold signatures', async () => {
    await create();
    await expect(create()).rejects.toThrow(AlreadyExistsError);
    expect(await store.proposals.list()).toHaveLength(1);
  });

  it('needs a recommendation or settings', async () => {
    await expect(run(['create', '--out', file('p.json')])).rejects.toThrow(InvalidInputError);
    await expect(run(['create', 'r-9', '--out', file('p.json')])).rejects.toThrow(/no recommendation r-9/);
  });
});

describe('proposal show', () => {
  it('shows a file with no network and without the store', async () => {
    await write('p.json', sampleProposal({ signatures: [sampleSignature('MarketMSP')] }));
    const { value, text } = await run(['show', file('p.json')], { isOffline: true });
    expect(opened).toEqual(['network']);
    expect(value).toMatchObject({
      id: 'p-1',
      objections: [],
      decoded: { settings: quicker },
      signatures: [{ mspId: 'MarketMSP', state: 'verified' }],
    });
    expect(text).toContain('no network was asked');
    opened = [];
    await run(['show', file('p.json'), '--offline'], { isOffline: true });
    expect(opened).toEqual([]);
  });

  it('shouts first what makes bytes and claims differ', async () => {
    await write('p.json', { ...sampleProposal(), after: { ...quicker, batchTimeoutMs: 250 } });
    const answers: { value: unknown; text: string }[] = [];
    const shown = run(['show', file('p.json')], { isOffline: true, answers });
    await expect(shown).rejects.toThrow(TamperedUpdateError);
    const [{ value, text } = { value: {}, text: '' }] = answers;
    expect(text.split('\n')[0]).toBe(
      '!!! DO NOT SIGN: the bytes set batchTimeoutMs to 500, the proposal says 250',
    );
    expect(value).toMatchObject({ objections: [expect.stringContaining('batchTimeoutMs')] });
  });

  it('tells with a network which signatures count, what is in force, and that it is stale', async () => {
    await create();
    const { id } = await read('p.json');
    expect((await run(['show', id])).text).toContain('in force   500 messages, 2000 ms');
    network.settings = { ...initialSettings, maxMessageCount: 7 };
    const { value, text } = await run(['show', id, '--out', file('again.json')]);
    expect(text).toContain('STALE: the settings in force are other ones by now (7 messages');
    expect(value).toMatchObject({ stale: expect.any(String), standing: { satisfied: true } });
    expect((await read('again.json')).id).toBe(id);
  });

  it('is refused for an unknown id and a missing file', async () => {
    await expect(run(['show', 'p-9'])).rejects.toThrow(NotFoundError);
    await expect(run(['show', file('none.json')])).rejects.toThrow(/none\.json: cannot be read/);
  });
});

describe('proposal sign', () => {
  it('adds a signature to the file, once, with no network and no store', async () => {
    await write('p.json', sampleProposal({ signatures: [sampleSignature('GridMSP')] }));
    const { value } = await run(['sign', file('p.json'), ...asMarket, '--yes'], { isOffline: true });
    expect(value).toMatchObject({ proposalId: 'p-1', mspId: 'MarketMSP', added: true, file: file('p.json') });
    expect(opened).toEqual([]);
    expect(sources).toEqual([{ mspId: 'MarketMSP', kind: 'folder', mspDirectory: 'msp' }]);
    expect(closed).toBe(1);
    expect(progress.warnings).toEqual(['whether you may sign cannot be told here']);
    const { signatures } = await read('p.json');
    expect(signatures.map(({ mspId }) => mspId)).toEqual(['GridMSP', 'MarketMSP']);
    const again = await run(['sign', file('p.json'), ...asMarket, '--yes'], { isOffline: true });
    expect(again.value).toMatchObject({ added: false });
    expect((await read('p.json')).signatures).toHaveLength(2);
    expect(await readdir(folder)).toEqual(['p.json']);
  });

  it('writes the signature alone where that is wanted, by certificate and key', async () => {
    await write('p.json', sampleProposal());
    const keys = ['--msp-id', 'GridMSP', '--certificate', 'c.pem', '--private-key', 'k.pem'];
    await run(['sign', file('p.json'), ...keys, '--out', file('s.json'), '--yes'], { isOffline: true });
    expect(sources).toEqual([{ mspId: 'GridMSP', kind: 'file', certificate: 'c.pem', privateKey: 'k.pem' }]);
    expect((await read('p.json')).signatures).toEqual([]);
    expect(JSON.parse(await readFile(file('s.json'), 'utf8'))).toMatchObject({
      schemaVersion: 1,
      proposalId: 'p-1',
      updateSha256: sampleProposal().updateSha256,
      signature: { mspId: 'GridMSP', name: 'Admin@GridMSP' },
    });
  });

  it.each([
    [
      'bytes that do something else',
      { after: quicker, update: sampleProposal({ after: initialSettings }).update },
      TamperedUpdateError,
    ],
    ['a withdrawn one', { status: 'withdrawn' as const }, InvalidInputError],
    ['a stale one', { status: 'stale' as const, replacedBy: 'p-2' }, StaleConfigError],
  ])('refuses %s and touches no key', async (_what, changes, error) => {
    const proposal = { ...sampleProposal(), ...changes };
    await write('p.json', proposal);
    await expect(run(['sign', file('p.json'), ...asMarket, '--yes'])).rejects.toThrow(error);
    expect(sources).toEqual([]);
    expect(await read('p.json')).toEqual(proposal);
  });

  it('signs nothing without a word of consent, and needs one whole way to the key', async () => {
    await write('p.json', sampleProposal());
    await expect(run(['sign', file('p.json'), ...asMarket])).rejects.toThrow(
      /add --yes, or run it in a terminal/,
    );
    expect(await read('p.json')).toEqual(sampleProposal());
    for (const half of [
      [],
      ['--certificate', 'c.pem'],
      ['--msp-dir', 'm', '--certificate', 'c.pem', '--private-key', 'k'],
      ['--certificate', 'c.pem', '--private-key', 'k', '--signer-command', '["sign"]'],
    ])
      await expect(run(['sign', file('p.json'), '--msp-id', 'M', ...half, '--yes'])).rejects.toThrow(
        /give either --msp-dir, or --certificate with one of --private-key, --signer-command and --pkcs11-library/,
      );
  });

  it('takes keys that programs and hardware modules hold', async () => {
    await write('p.json', sampleProposal());
    const sign = async (...key: string[]) =>
      run(['sign', file('p.json'), '--msp-id', 'M', '--certificate', 'c.pem', ...key, '--yes']);
    const pkcs11 = ['--pkcs11-library', 'l.so', '--pkcs11-label', 't', '--pkcs11-pin-file', 'pin'];
    await sign('--signer-command', '["sign-digest", "{digest}"]');
    await sign(...pkcs11, '--pkcs11-key-id', 'ab');
    expect(sources).toEqual([
      { mspId: 'M', certificate: 'c.pem', kind: 'command', command: ['sign-digest', '{digest}'] },
      {
        mspId: 'M',
        certificate: 'c.pem',
        kind: 'pkcs11',
        module: { library: 'l.so', label: 't', pinFile: 'pin', keyId: 'ab' },
      },
    ]);
    await expect(sign(...pkcs11.slice(0, 4))).rejects.toThrow(/--pkcs11-pin-file together/);
    for (const command of ['sign-digest', '[]', '[7]'])
      await expect(sign('--signer-command', command)).rejects.toThrow(/must be a JSON list of a program/);
  });
});

describe('proposal submit', () => {
  const submit = async (name: string, ...more: string[]) => run(['submit', name, ...more, '--yes']);

  it('takes signature files and signed copies, and answers as apply does', async () => {
    await create();
    await write('copy.json', await read('p.json'));
    await run(['sign', file('copy.json'), ...asMarket, '--yes']);
    const keys = ['--msp-id', 'GridMSP', '--msp-dir', 'msp'];
    await run(['sign', file('p.json'), ...keys, '--out', file('s.json'), '--yes']);
    network.channel.standing = {
      signatures: [{ mspId: 'MarketMSP' }, { mspId: 'GridMSP' }],
      signedBy: ['MarketMSP', 'GridMSP'],
    };
    const given = ['--signature', file('copy.json'), '--signature', file('s.json')];
    const { value, text } = await submit(file('p.json'), ...given);
    const { id, status, applicationId, signatures } = await read('p.json');
    expect({ status, signers: signatures.map(({ mspId }) => mspId) }).toEqual({
      status: 'submitted',
      signers: ['MarketMSP', 'GridMSP'],
    });
    expect(value).toMatchObject({
      applicationId,
      proposalId: id,
      verified: true,
      changed: true,
      before: initialSettings,
      after: quicker,
      signedBy: ['MarketMSP', 'GridMSP'],
      leftOut: [],
    });
    expect(text).toContain('verified in block');
    expect(network.changes).toEqual([quicker]);
    expect(await store.applications.list({ proposalId: id })).toHaveLength(1);
    expect((await run(['list'])).value).toMatchObject([{ id, status: 'submitted', applicationId }]);
  });

  it('writes what takes the place of a stale one beside it', async () => {
    await create();
    const old = await read('p.json');
    network.channel.change({ ...initialSettings, maxMessageCount: 7 });
    await expect(submit(file('p.json'))).rejects.toThrow(
      /is stale, nothing was sent.*everybody has to sign again/,
    );
    const { status, replacedBy } = await read('p.json');
    expect(status).toBe('stale');
    expect(await read(`proposal-${replacedBy}.json`)).toMatchObject({
      replaces: old.id,
      after: { maxMessageCount: 7, batchTimeoutMs: 500 },
    });
    await expect(submit(old.id)).rejects.toThrow(`have ${replacedBy} signed`);
  });

  it('says how to get the file where only the id was given', async () => {
    await create();
    const { id } = await read('p.json');
    network.channel.change({ ...initialSettings, maxMessageCount: 7 });
    await expect(submit(id)).rejects.toThrow(
      /"gridtune proposal show (p-\S+) --out proposal-\1\.json" writes its file/,
    );
  });

  it('sends nothing while signatures are missing, for another proposal, or without consent', async () => {
    await create();
    const missing = { satisfied: false, signedBy: [], missing: ['RegulatorMSP'], signatures: [] };
    network.channel.standing = missing;
    await expect(submit(file('p.json'))).rejects.toThrow(SignatureError);
    await write('other.json', sampleProposal());
    await run(['sign', file('other.json'), ...asMarket, '--out', file('s.json'), '--yes']);
    await expect(submit(file('p.json'), '--signature', file('s.json'))).rejects.toThrow(
      /is for p-1, not for p-/,
    );
    network.channel.standing = {};
    await expect(run(['submit', file('p.json')])).rejects.toThrow(/changes a live channel: add --yes/);
    await expect(submit('p-9')).rejects.toThrow(NotFoundError);
    expect(network.changes).toEqual([]);
  });
});

describe('proposal withdraw', () => {
  it('has it not submitted any more', async () => {
    await create();
    const { id } = await read('p.json');
    expect((await run(['withdraw', id])).value).toEqual({ proposalId: id, status: 'withdrawn' });
    await expect(run(['submit', file('p.json'), '--yes'])).rejects.toThrow(/was withdrawn/);
    expect((await run(['list'])).text).toMatch(/withdrawn/);
  });
});
