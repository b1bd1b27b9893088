import { access, readFile } from 'node:fs/promises';

/** Bytes through a network interface since it came up. */
export interface LinkCounters {
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

export type Links = ReadonlyMap<string, LinkCounters>;

const LOOPBACK = 'lo';

/** /proc/net/dev: received bytes are the first column after the name, sent bytes the ninth. */
export function parseNetDev(text: string): Map<string, LinkCounters> {
  return new Map(
    text.split('\n').flatMap((line): [string, LinkCounters][] => {
      const [, name, columns = ''] = /^\s*(\S+):\s*(\d.*)$/.exec(line) ?? [];
      if (name === undefined) return [];
      const values = columns.split(/\s+/).map(Number);
      return [[name, { receivedBytes: values[0] ?? 0, sentBytes: values[8] ?? 0 }]];
    }),
  );
}

/** Bytes through all interfaces together; on loopback what is sent is what is received, and counts once. */
export function linkBytes(before: Links, after: Links): number {
  let bytes = 0;
  for (const [name, moved] of movements(before, after))
    bytes += name === LOOPBACK ? moved.receivedBytes : moved.receivedBytes + moved.sentBytes;
  return bytes;
}

/**
 * The share of its speed that the busiest link used in its busier direction.
 * @param speeds - in bytes a second
 * @returns undefined if no speed is known
 */
export function busiestLinkShare(
  before: Links,
  after: Links,
  speeds: ReadonlyMap<string, number>,
  elapsedS: number,
): number | undefined {
  const shares = movements(before, after).flatMap(([name, { receivedBytes, sentBytes }]) => {
    const speed = speeds.get(name);
    // Both directions have the whole speed at the same time.
    return speed === undefined || elapsedS <= 0
      ? []
      : [Math.max(receivedBytes, sentBytes) / elapsedS / speed];
  });
  return shares.length === 0 ? undefined : Math.max(...shares);
}

/**
 * Speeds of the interfaces with hardware behind them, in bytes a second, from /sys/class/net. A virtual one
 * names a speed that nothing holds it to; loopback, most virtual machines and a cable that is out name none.
 */
export async function readLinkSpeeds(names: Iterable<string>): Promise<Map<string, number>> {
  const speeds = await Promise.all(
    [...names].map(async (name): Promise<[string, number][]> => {
      try {
        await access(`/sys/class/net/${name}/device`);
        const megabits = Number(await readFile(`/sys/class/net/${name}/speed`, 'utf8'));
        return megabits > 0 ? [[name, (megabits * 1e6) / 8]] : [];
      } catch {
        return [];
      }
    }),
  );
  return new Map(speeds.flat());
}

function movements(before: Links, after: Links): [string, LinkCounters][] {
  return [...after].flatMap(([name, now]): [string, LinkCounters][] => {
    const then = before.get(name);
    if (!then) return [];
    return [
      [
        name,
        {
          // An interface that was taken down and up again counts from 0.
          receivedBytes: Math.max(0, now.receivedBytes - then.receivedBytes),
          sentBytes: Math.max(0, now.sentBytes - then.sentBytes),
        },
      ],
    ];
  });
}
