import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { common, orderer } from '@hyperledger/fabric-protos';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { fetchConfig } from '../../network/channel/config-block.js';
import { computeUpdate } from '../../network/channel/config-update.js';
import { FabricChannel, type FabricChannelOptions } from '../../network/channel/fabric-channel.js';
import { readIdentity } from '../../network/channel/identity.js';
import { withSettings } from '../../network/channel/orderer-settings.js';
import { openEmbeddedNetwork } from '../../network/embedded-network.js';
import { cryptoOf, userMsp } from '../../network/layout.js';
import { findProcesses, MARKER } from '../../network/processes.js';
import { readState, type NetworkState } from '../../network/state.js';
import type { Application } from '../../optimizer/domain/application.js';
import type { ChannelState, Store } from '../../optimizer/domain/ports.js';
import { waitUntil } from '../../optimizer/domain/wait.js';
import { openEmbedded } from '../../optimizer/store/embedded.js';
import { connectStore } from '../../optimizer/store/mongo-store.js';
import { gridtune, gridtuneJson, root } from './cli.js';
import { askOrderer } from './orderer.js';
import { openStore } from './stored.js';

const home = inject('home');
let store: Store;
let storeUri: string;
let state: NetworkState;
let original: ChannelState;

beforeAll(async () => {
  store = await openStore();
  storeUri = await embeddedIn(path.join(home, 'store'));
  const found = await readState(path.join(home, 'network'));
  if (!found) throw new Error('no network');
  state = found;
  original = await onChannel();
});
afterAll(async () => store?.close());
afterEach(async () => {
  for (const applier of appliers.splice(0)) applier.kill('SIGKILL');
  const network = await openEmbeddedNetwork(path.join(home, 'network'));
  await network.channel.apply(original.settings);
  network.channel.close();
});

const embeddedIn = async (dataDir: string): Promise<string> =>
  openEmbedded({ binary: inject('docstoreBinary'), dataDir, logFile: `${dataDir}.log` });

/** What the channel says itself. */
async function onChannel(): Promise<ChannelState> {
  const network = await openEmbeddedNetwork(path.join(home, 'network'));
  try {
    return await network.channel.read();
  } finally {
    network.channel.close();
  }
}

const appliers: ChildProcess[] = [];

interface Halted {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  goOn(): Promise<void>;
  kill(): Promise<void>;
}

/** A process that has come to a step of a change and halts there. */
async function haltedAt(
  step: string,
  maxMessageCount: number,
  { uri = storeUri, watch = false }: { uri?: string; watch?: boolean } = {},
): Promise<Halted> {
  const script = path.join(root, 'test', 'live', 'halting-applier.mjs');
  const settings = JSON.stringify({ maxMessageCount });
  const child = spawn(process.execPath, [script, home, uri, step, settings, ...(watch ? ['watch'] : [])], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  appliers.push(child);
  let stderr = '';
  child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = once(child, 'close');
  await waitUntil(
    `the applier to halt ${step}`,
    () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${stderr}`);
      return stderr.includes('halted') || undefined;
    },
    30_000,
    { everyMs: 20 },
  );
  return {
    child,
    stderr: () => stderr,
    goOn: async () => {
      child.stdin?.write('\n');
      await ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The application that a halted process has begun. */
async function begun(maxMessageCount: number, where: Store = store): Promise<Application> {
  const all = await where.applications.list({ kind: 'apply' });
  const found = all.find(
    ({ before, after }) =>
      after.maxMessageCount === maxMessageCount && before.maxMessageCount !== maxMessageCount,
  );
  if (!found) throw new Error('nothing was begun');
  return found;
}

/** The next command that uses the channel, whatever it is. */
const nextCommand = async () => {
  const answer = await gridtune(['apply', '--settings', '{"batchTimeoutMs": 1500}', '--yes', '--json'], {
    home,
  });
  expect(answer.stderr).not.toMatch(/\[[A-Z_]+\]/);
  expect(answer.code).toBe(0);
  return answer;
};

describe('an applier that is killed', () => {
  it('before it sent anything: the next command says that nothing changed', async () => {
    const applier = await haltedAt('before submit', 21);
    await applier.kill();
    expect(await begun(21)).toMatchObject({ status: 'sent' });
    const { stderr } = await nextCommand();
    expect(stderr).toMatch(/interrupted after it was sent, and the update was never ordered/);
    expect(await begun(21)).toMatchObject({ status: 'failed' });
    expect((await onChannel()).settings.maxMessageCount).toBe(original.settings.maxMessageCount);
  });

  it('between broadcast and verification: the next command proves the change, and nobody else can meanwhile', async () => {
    const applier = await haltedAt('after submit', 22);
    const refused = await gridtune(['apply', '--settings', '{"maxMessageCount": 99}', '--yes'], { home });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      new RegExp(`held by apply of settings \\(process ${applier.child.pid} on [^)]+\\).*\\[CHANNEL_BUSY\\]`),
    );
    await applier.kill();
    const { configBlock } = await onChannel();
    const { stderr } = await nextCommand();
    expect(stderr).toMatch(/finished after an interruption: in force since block/);
    const application = await begun(22);
    expect(application).toMatchObject({ status: 'verified', blockNumber: configBlock });
    expect(application.nodes).toHaveLength(4);
    expect((await onChannel()).settings).toMatchObject({ maxMessageCount: 22, batchTimeoutMs: 1500 });
  });

  it('after verification and before its record: the next command records it', async () => {
    const applier = await haltedAt('after readBack', 25);
    await applier.kill();
    expect(await begun(25)).toMatchObject({ status: 'committed' });
    const { stderr } = await nextCommand();
    expect(stderr).toMatch(/finished after an interruption: in force since block/);
    expect(await begun(25)).toMatchObject({ status: 'verified' });
  });

  it('while live transactions are watched: the next command takes the change back', async () => {
    const applier = await haltedAt('watching', 23, { watch: true });
    expect((await onChannel()).settings.maxMessageCount).toBe(23);
    expect(await begun(23)).toMatchObject({ status: 'watching' });
    await applier.kill();
    const { stderr } = await nextCommand();
    expect(stderr).toMatch(/taken back by a-\S+ in block/);
    expect(await begun(23)).toMatchObject({ status: 'failed', canary: { verdict: 'interrupted' } });
    expect((await onChannel()).settings.maxMessageCount).toBe(original.settings.maxMessageCount);
  });
});

describe('a store that is killed between broadcast and record', () => {
  it('leaves a message that says what is in force, and the next start records it', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'gridtune-faults-'));
    const marker = { [MARKER]: `${path.basename(dataDir)}:docstore` };
    const open = async (): Promise<string> =>
      openEmbedded({
        binary: inject('docstoreBinary'),
        dataDir,
        logFile: `${dataDir}.log`,
        environment: marker,
        idleExitMs: 60_000,
      });
    const endStore = async (): Promise<void> => {
      for (const { pid } of await findProcesses(path.basename(dataDir))) process.kill(pid, 'SIGKILL');
    };
    try {
      const applier = await haltedAt('after submit', 31, { uri: await open() });
      await endStore();
      await applier.goOn();
      expect(applier.child.exitCode).toBe(1);
      expect(applier.stderr()).toMatch(
        /failed: the change is in force since block \d+ and verified on orderer0\.regulator\.test, peer0.*, but could not be recorded .* the next command that uses the channel records it/,
      );
      const uri = await open();
      const environment = { MONGODB_URI: uri.replace('/?', '/gridtune?') };
      const settings = ['apply', '--settings', '{"maxMessageCount": 31}', '--yes', '--json'];
      const { stderr, code } = await gridtune(settings, { home, environment });
      expect(stderr).toMatch(/finished after an interruption: in force since block/);
      expect(code).toBe(0);
      const own = await connectStore({ uri, databaseName: 'gridtune' });
      expect(await begun(31, own)).toMatchObject({ status: 'verified' });
      await own.close();
    } finally {
      await endStore();
      await rm(dataDir, { recursive: true, force: true });
      await rm(`${dataDir}.log`, { force: true });
    }
  });
});

describe('a node that does not answer', () => {
  it('such as a peer that stands still is named, and stops nothing', async () => {
    const peer = await processOf('peer0.dso2.test');
    process.kill(peer, 'SIGSTOP');
    try {
      const applied = await gridtuneJson(['apply', '--settings', '{"maxMessageCount": 41}', '--yes'], {
        home,
      });
      expect(applied).toMatchObject({ verified: true, unreachable: ['peer0.dso2.test'] });
      expect(applied['nodes']).not.toContain('peer0.dso2.test');
    } finally {
      process.kill(peer, 'SIGCONT');
    }
  });

  it('such as the only orderer: nothing is begun, and the message says where to look', async () => {
    const before = (await store.applications.list()).length;
    const pid = await processOf('orderer0.regulator.test');
    process.kill(pid, 'SIGSTOP');
    try {
      const { code, stderr } = await gridtune(['apply', '--settings', '{"maxMessageCount": 42}', '--yes'], {
        home,
      });
      expect(code).toBe(1);
      expect(stderr).toMatch(/orderer0\.regulator\.test at 127\.0\.0\.1:\d+ .*"gridtune network status"/);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect(await store.applications.list()).toHaveLength(before);
  });
});

describe('a channel that is described wrongly', () => {
  it.each<[string, (right: FabricChannelOptions) => Promise<FabricChannelOptions>, RegExp]>([
    [
      'by its name',
      async (right) => ({ ...right, channel: 'nowhere' }),
      /does not deliver channel nowhere: NOT_FOUND \(check the name/,
    ],
    [
      'by the certificate authority of its orderer',
      async (right) => {
        const [peer] = state.nodes.peers;
        if (!peer) throw new Error('no peer');
        const tlsCaCertificate = await readFile(cryptoOf(state.layout, peer).tlsCaCertificate);
        return { ...right, orderers: right.orderers.map((endpoint) => ({ ...endpoint, tlsCaCertificate })) };
      },
      /orderer0\.regulator\.test at .* certificate of another authority .* tlsCACerts/,
    ],
  ])('%s is told with what to check, and nothing is sent', async (_, wrong, message) => {
    const channel = new FabricChannel(await wrong(await rightOptions()));
    const attempt = channel.updates.prepare({ ...original.settings, maxMessageCount: 51 });
    await expect(attempt).rejects.toMatchObject({ code: 'NETWORK_DOWN' });
    await expect(attempt).rejects.toThrow(message);
    channel.close();
  });

  it('does not get an update that was made for another one', async () => {
    const channel = new FabricChannel(await rightOptions());
    const prepared = await channel.updates.prepare({ ...original.settings, maxMessageCount: 52 });
    const { config } = await askOrderer(home, fetchConfig);
    const wanted = withSettings(config, { ...original.settings, maxMessageCount: 52 });
    const update = computeUpdate('elsewhere', config, wanted);
    if (!prepared || !update) throw new Error('nothing to change');
    const submitted = channel.updates.submit(await channel.updates.sign({ ...prepared, update }));
    await expect(submitted).rejects.toMatchObject({ code: 'UPDATE_TAMPERED' });
    await expect(submitted).rejects.toThrow(/nothing was sent: the update is for the channel "elsewhere"/);
    expect((await onChannel()).configBlock).toBe((await channel.read()).configBlock);
    channel.close();
  });

  it('does not get an update that could brick it, whoever signed it', async () => {
    const channel = new FabricChannel(await rightOptions());
    const prepared = await channel.updates.prepare({ ...original.settings, maxMessageCount: 53 });
    const { config } = await askOrderer(home, fetchConfig);
    const update = computeUpdate('exchange', config, withTinyBlocks(config));
    if (!prepared || !update) throw new Error('nothing to change');
    const submitted = channel.updates.submit(await channel.updates.sign({ ...prepared, update }));
    await expect(submitted).rejects.toMatchObject({ code: 'GUARD_RAIL' });
    await expect(submitted).rejects.toThrow(/nothing was sent: .*absoluteMaxBytes/);
    channel.close();
  });
});

/** Fabric takes 6,000 bytes, and then refuses every further update. */
function withTinyBlocks(config: common.Config): common.Config {
  const copy = config.cloneMessage();
  const size = new orderer.BatchSize();
  size.setMaxMessageCount(10);
  size.setPreferredMaxBytes(2048);
  size.setAbsoluteMaxBytes(6000);
  const values = copy.getChannelGroup()?.getGroupsMap().get('Orderer')?.getValuesMap();
  values?.get('BatchSize')?.setValue(size.serializeBinary());
  return copy;
}

async function processOf(name: string): Promise<number> {
  const found = (await findProcesses(state.id)).find((each) => each.name === name);
  if (!found) throw new Error(`no process ${name}`);
  return found.pid;
}

/** The channel as it is, to be made wrong in one respect. */
async function rightOptions(): Promise<FabricChannelOptions> {
  const [node] = state.nodes.orderers;
  if (!node) throw new Error('no orderer');
  const administrator = await readIdentity(node.mspId, userMsp(state.layout, node, 'Admin'));
  const endpoint = {
    name: node.name,
    kind: 'orderer' as const,
    address: `127.0.0.1:${node.port}`,
    tlsCaCertificate: await readFile(cryptoOf(state.layout, node).tlsCaCertificate),
    tlsName: node.name,
  };
  return {
    channel: state.topology.channel,
    orderers: [endpoint],
    peers: [],
    administrators: [administrator],
  };
}
