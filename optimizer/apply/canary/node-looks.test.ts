import { describe, expect, it } from 'vitest';
import { NetworkDownError } from '../../domain/errors.js';
import type { NodeStatus } from '../../domain/ports.js';
import { LeaderLooks, nodeLooks, NodeLooks } from './node-looks.js';

const node = (name: string, healthy: boolean): NodeStatus => ({
  name,
  kind: 'orderer',
  address: '127.0.0.1:1',
  healthy,
  ...(healthy ? {} : { problem: 'does not answer' }),
});

describe('NodeLooks', () => {
  it('reports a node that worked and has failed at two looks in a row', () => {
    const looks = new NodeLooks();
    expect(looks.look([node('a', true), node('b', true)])).toBeUndefined();
    expect(looks.look([node('a', true), node('b', false)])).toBeUndefined();
    expect(looks.look([node('a', true), node('b', true)])).toBeUndefined();
    expect(looks.look([node('a', true), node('b', false)])).toBeUndefined();
    expect(looks.look([node('a', true), node('b', false)])).toBe(
      'b worked when the watch began and does not any more (does not answer)',
    );
  });

  it('does not blame the change for a node that was down before', () => {
    const looks = new NodeLooks();
    for (let look = 0; look < 5; look += 1)
      expect(looks.look([node('a', true), node('b', false)])).toBeUndefined();
  });
});

describe('LeaderLooks', () => {
  it('reports that the leader is gone at two looks in a row, if there was one', () => {
    const looks = new LeaderLooks();
    expect([false, false, true, false, undefined].map((has) => looks.look(has))).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
    expect(looks.look(false)).toMatch(/have none any more/);
  });
});

describe('nodeLooks', () => {
  it('takes a network that cannot be asked for no answer', async () => {
    const look = nodeLooks({
      network: { status: async () => Promise.reject(new NetworkDownError('no network')) },
    });
    expect(await look()).toBeUndefined();
  });

  it('asks the nodes and the orderers for their leader', async () => {
    const answers = [true, false, false];
    const look = nodeLooks({
      network: { status: async () => [node('a', true)] },
      hasLeader: async () => answers.shift(),
    });
    expect([await look(), await look(), await look()].map((reason) => reason !== undefined)).toEqual([
      false,
      false,
      true,
    ]);
  });
});
