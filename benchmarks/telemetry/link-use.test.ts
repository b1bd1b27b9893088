import { describe, expect, it } from 'vitest';
import { busiestLinkShare, linkBytes, parseNetDev, readLinkSpeeds } from './link-use.js';

const NET_DEV = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 5945734551 4433221    0    0    0     0          0         0 5945734551 4433221    0    0    0     0       0          0
  eth0: 2276776289   97484    0    0    0     0          0         0 10417832   75127    0    0    0     0       0          0
br-1f:7:12 1 0 0 0 0 0 0 34 1 0 0 0 0 0 0
`;

function link(receivedBytes: number, sentBytes: number) {
  return { receivedBytes, sentBytes };
}

describe('parseNetDev', () => {
  it('gives received and sent bytes by interface', () => {
    expect(parseNetDev(NET_DEV)).toEqual(
      new Map([
        ['lo', link(5_945_734_551, 5_945_734_551)],
        ['eth0', link(2_276_776_289, 10_417_832)],
        // An alias has a colon in its name, and old kernels print no space behind the last one.
        ['br-1f:7', link(12, 34)],
      ]),
    );
  });
});

const BEFORE = new Map([
  ['lo', link(100, 100)],
  ['eth0', link(1000, 2000)],
  ['eth1', link(500, 500)],
]);
const AFTER = new Map([
  ['lo', link(700, 700)],
  ['eth0', link(1400, 2100)],
  ['eth1', link(500, 800)],
  ['eth2', link(1_000_000, 1_000_000)],
]);

describe('linkBytes', () => {
  it('counts both directions, loopback once, and no interface that came meanwhile', () => {
    expect(linkBytes(BEFORE, AFTER)).toBe(600 + (400 + 100) + 300);
  });

  it('counts nothing for an interface that began anew', () => {
    expect(linkBytes(AFTER, BEFORE)).toBe(0);
  });
});

describe('busiestLinkShare', () => {
  it('takes the busier direction of the link nearest to its speed', () => {
    const speeds = new Map([
      ['eth0', 1000],
      ['eth1', 200],
    ]);
    expect(busiestLinkShare(BEFORE, AFTER, speeds, 2)).toBe(300 / 2 / 200);
    expect(busiestLinkShare(BEFORE, AFTER, new Map([['eth0', 1000]]), 2)).toBe(400 / 2 / 1000);
  });

  it('says nothing where no speed is known', () => {
    expect(busiestLinkShare(BEFORE, AFTER, new Map(), 2)).toBeUndefined();
  });
});

describe('readLinkSpeeds', () => {
  it('knows none of loopback, nor of an interface that is not there', async () => {
    expect(await readLinkSpeeds(['lo', 'no-such-link'])).toEqual(new Map());
  });
});
