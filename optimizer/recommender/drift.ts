import type { DataRow } from '../dataset/columns.js';
import type { Context } from '../domain/round.js';

/** Properties of a network by the name that people read. */
type Facts = ReadonlyMap<string, string | number>;

/**
 * How the network in force differs from the one that rounds were measured on: a model knows the consensus, how
 * many take part and the cores, but not versions, hosts and databases, and none of it is put right afterwards.
 * @param measured - context of the newest round; undefined where only imported rows tell of it.
 * @param row - the newest row, for what is known of imported ones.
 */
export function driftWarnings(
  inForce: Context | undefined,
  measured: Context | undefined,
  row: DataRow | undefined,
): string[] {
  if (!inForce) return [];
  const now = factsOf(inForce);
  const then = measured ? factsOf(measured) : factsOfRow(row);
  const changes = [...then].flatMap(([name, value]) => {
    const found = now.get(name);
    return found === value ? [] : [`${name} ${found ?? 'not known'} instead of ${value}`];
  });
  const added = measured ? [...now].filter(([name]) => !then.has(name)) : [];
  const all = [...changes, ...added.map(([name, value]) => `${name} ${value} which was not there`)];
  if (all.length === 0) return [];
  return [
    `the network in force is not as the newest of the rounds found it: ${all.join(', ')}; measure again before ` +
      'you rely on this',
  ];
}

function factsOf(context: Context): Facts {
  const { host } = context;
  return new Map<string, string | number>([
    ['network', context.networkId],
    ['consensus', context.consensus],
    ['orderers', context.orderers],
    ['organisations', context.organisations],
    ['peers', context.peers],
    ['state database', context.stateDatabase],
    ['host', host.name],
    ['cores', host.cpus],
    ['memory in GiB', Math.round(host.memoryBytes / 2 ** 30)],
    ...Object.entries(context.versions).map(([name, version]) => [`version of ${name}`, version] as const),
  ]);
}

const NAMES = {
  orderers: 'orderers',
  organisations: 'organisations',
  peers: 'peers',
  hostCpus: 'cores',
} as const;

function factsOfRow(row: DataRow | undefined): Facts {
  const facts = new Map<string, string | number>();
  if (row?.consensus !== undefined) facts.set('consensus', row.consensus);
  for (const [name, shown] of Object.entries(NAMES)) {
    const value = row?.context?.[name];
    if (value !== undefined) facts.set(shown, value);
  }
  return facts;
}
