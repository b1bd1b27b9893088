import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { requireLeader } from './health.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** An orderer whose metrics page says who it takes for the leader; undefined: one that is down. */
async function orderer(page: string | undefined): Promise<{ operationsPort: number }> {
  const server = createServer((_, response) => response.end(page));
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
  const { port } = server.address() as AddressInfo;
  if (page === undefined) await new Promise((resolve) => server.close(resolve));
  else servers.push(server);
  return { operationsPort: port };
}

const raft = (leads: boolean): string =>
  `consensus_etcdraft_is_leader{channel="exchange"} ${leads ? 1 : 0}\n`;
const bft = (own: number, leader: number): string =>
  `consensus_BFT_is_leader{channel="exchange"} ${own === leader ? 1 : 0}\nconsensus_BFT_leader_id{channel="exchange"} ${leader}\n`;
const all = async (pages: readonly (string | undefined)[]) => Promise.all(pages.map(orderer));

describe('requireLeader', () => {
  it('believes a Raft orderer that it leads', async () => {
    await requireLeader('raft', await all([undefined, undefined, raft(true)]));
    await expect(requireLeader('raft', await all([raft(false), raft(false)]))).rejects.toThrow(
      'no orderer leads the channel yet',
    );
  });

  it('wants a quorum of BFT orderers to name a leader that runs', async () => {
    await requireLeader('bft', await all([bft(1, 2), bft(2, 2), bft(3, 2), undefined]));
    await expect(
      requireLeader('bft', await all([bft(1, 2), bft(2, 2), bft(3, 1), undefined])),
    ).rejects.toThrow('2 of 4 orderers name one leader, 3 have to');
    await expect(
      requireLeader('bft', await all([bft(1, 4), bft(2, 4), bft(3, 4), undefined])),
    ).rejects.toThrow('no orderer leads the channel yet');
  });

  it('is not misled by a former BFT leader that has just come back', async () => {
    await requireLeader('bft', await all([bft(1, 1), bft(2, 2), bft(3, 2), bft(4, 2)]));
  });
});
