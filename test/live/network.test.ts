import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { findProcesses } from '../../network/processes.js';
import { readState } from '../../network/state.js';
import { waitUntil } from '../../optimizer/domain/wait.js';
import { gridtune, gridtuneJson, root, startGridtune } from './cli.js';

const home = inject('home');

describe('the shared network', () => {
  it('reports every node of the topology as healthy and at the same height', async () => {
    const status = await gridtuneJson(['network', 'status'], { home });
    expect(status).toMatchObject({
      healthy: true,
      channel: 'exchange',
      settings: { maxMessageCount: 500, batchTimeoutMs: 2000 },
    });
    const nodes = status['nodes'] as { name: string; kind: string; healthy: boolean; height?: number }[];
    expect(nodes.map(({ name }) => name)).toEqual([
      'orderer0.regulator.test',
      'peer0.tso.test',
      'peer0.dso1.test',
      'peer0.dso2.test',
      'chaincode.tso.test',
      'chaincode.dso1.test',
      'chaincode.dso2.test',
    ]);
    const heights = nodes.flatMap(({ height }) => (height === undefined ? [] : [height]));
    expect(new Set(heights).size).toBe(1);
    expect(heights).toHaveLength(4);
  });

  it('starts nothing a second time', async () => {
    const { id } = await stateOf(home);
    const before = (await findProcesses(id)).map(({ pid }) => pid).toSorted((a, b) => a - b);
    expect(await gridtuneJson(['network', 'up'], { home })).toEqual({ networkId: id, started: false });
    expect((await findProcesses(id)).map(({ pid }) => pid).toSorted((a, b) => a - b)).toEqual(before);
  });

  it('listens on loopback only', async () => {
    const { id } = await stateOf(home);
    const pids = (await findProcesses(id)).map(({ pid }) => pid);
    const addresses = (await Promise.all(pids.map(listeningAddresses))).flat();
    expect(addresses.length).toBeGreaterThanOrEqual(15);
    // 127.0.0.1 and its IPv6-mapped form, as the kernel writes them.
    expect(
      addresses.filter((address) => address !== '0100007F' && address !== '0000000000000000FFFF00000100007F'),
    ).toEqual([]);
  });
});

describe('a network of its own', () => {
  let own: string;
  beforeEach(async () => {
    own = await mkdtemp(path.join(tmpdir(), 'gridtune-network-'));
  });
  afterEach(async () => {
    await gridtune(['network', 'down', '--wipe'], { home: own });
    await rm(own, { recursive: true, force: true });
  });

  it('is taken down completely after a kill -9 of what started it, and comes up again', async () => {
    const up = startGridtune(['network', 'up'], { home: own });
    await up.said(/joining the channel/);
    up.child.kill('SIGKILL');
    await up.done;
    const { id, nodes } = await stateOf(own);
    expect((await findProcesses(id)).length).toBeGreaterThan(0);

    expect((await gridtune(['network', 'down'], { home: own })).code).toBe(0);
    expect(await findProcesses(id)).toEqual([]);
    await expect(canListen(nodes.orderers[0]?.port ?? 0)).resolves.toBe(true);

    expect(await gridtuneJson(['network', 'up'], { home: own })).toEqual({ networkId: id, started: true });
    expect(await gridtuneJson(['network', 'status'], { home: own })).toMatchObject({ healthy: true });
  });

  it('comes back with its ledger and its settings after it was taken down, ready to take a change', async () => {
    await gridtuneJson(['network', 'up'], { home: own });
    await gridtuneJson(['apply', '--settings', '{"batchTimeoutMs": 300}', '--yes'], { home: own });
    await gridtuneJson(['network', 'down'], { home: own });

    await gridtuneJson(['network', 'up'], { home: own });
    expect(await gridtuneJson(['network', 'status'], { home: own })).toMatchObject({
      healthy: true,
      settings: { batchTimeoutMs: 300 },
    });
    const changed = await gridtuneJson(['apply', '--settings', '{"batchTimeoutMs": 400}', '--yes'], {
      home: own,
    });
    expect(changed).toMatchObject({
      verified: true,
      before: { batchTimeoutMs: 300 },
      after: { batchTimeoutMs: 400 },
    });
  });

  it('stops what it started when it is interrupted', async () => {
    const up = startGridtune(['network', 'up'], { home: own });
    await up.said(/joining the channel/);
    up.child.kill('SIGINT');
    expect((await up.done).code).toBe(130);
    expect(await findProcesses((await stateOf(own)).id)).toEqual([]);
  });

  it('says in one line which port is in use', async () => {
    const taken = await listen();
    try {
      const topology = path.join(own, 'topology.yaml');
      const shipped = await readFile(path.join(root, 'network', 'topology.yaml'), 'utf8');
      await writeFile(topology, `${shipped}\nbasePort: ${taken.port}\n`);
      const { code, stderr } = await gridtune(['network', 'up', '--topology', topology], { home: own });
      expect(code).toBe(1);
      expect(stderr.trim().split('\n').at(-1)).toMatch(
        new RegExp(`port .*${taken.port}.* in use by another program: stop it.*PORT_IN_USE`),
      );
      expect(existsSync(path.join(own, 'network', 'network.json'))).toBe(false);
    } finally {
      taken.server.close();
    }
  });

  it('names every fault of a topology', async () => {
    const topology = path.join(own, 'topology.yaml');
    await writeFile(topology, 'name: x\nchannel: Exchange!\nconsensus: kafka\n');
    const { code, stderr } = await gridtune(['network', 'up', '--topology', topology], { home: own });
    expect(code).toBe(2);
    for (const fault of ['channel', 'consensus', 'organisations', 'settings'])
      expect(stderr).toContain(fault);
  });

  it('says what to do when there is no network yet', async () => {
    const { code, stderr } = await gridtune(['network', 'status'], { home: own });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'gridtune: there is no network yet: run "gridtune network up" first [NETWORK_DOWN]\n',
    );
  });
});

async function stateOf(directory: string) {
  const state = await waitUntil(
    'the network to be on record',
    async () => readState(path.join(directory, 'network')),
    10_000,
  );
  return state;
}

/** Hexadecimal local addresses of the listening sockets of a process, from the kernel's own tables. */
async function listeningAddresses(pid: number): Promise<string[]> {
  const { readdir, readlink } = await import('node:fs/promises');
  const inodes = new Set<string>();
  for (const descriptor of await readdir(`/proc/${pid}/fd`)) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode) inodes.add(inode);
  }
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map(async (table) => readFile(`/proc/${pid}/net/${table}`, 'utf8')),
  );
  return tables
    .flatMap((text) => text.trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === '0A' && inodes.has(fields[9] ?? ''))
    .map((fields) => fields[1]?.split(':')[0] ?? '');
}

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
}

async function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve(true)));
  });
}
