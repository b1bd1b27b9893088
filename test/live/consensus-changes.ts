import { readFile } from 'node:fs/promises';
import { fetchConfig } from '../../network/channel/config-block.js';
import { connectNode } from '../../network/channel/endpoint.js';
import { readIdentity } from '../../network/channel/identity.js';
import { readSettings } from '../../network/channel/orderer-settings.js';
import { cryptoOf, userMsp } from '../../network/layout.js';
import { GridtuneError } from '../../optimizer/domain/errors.js';
import type { Network } from '../../optimizer/domain/ports.js';
import { sameSettings, type OrdererSettings } from '../../optimizer/domain/settings.js';
import { waitUntil } from '../../optimizer/domain/wait.js';
import type { OtherNetwork } from './other-network.js';

const BEFORE = 3;
const AFTER = 2;
/** A machine under load takes its time to elect a leader; what hangs takes longer. */
const DEADLINE_MS = 150_000;

/**
 * Changes the settings again and again; breaks something while a change is under way; goes on until enough changes
 * have worked again. After each one the channel has to say what the change said: the new settings if it was
 * verified, the old or the new ones if it failed.
 * @throws whatever is no error of gridtune
 */
export async function changesWhile(
  network: Network,
  breakSomething: () => Promise<void>,
): Promise<{ verified: number; failures: GridtuneError[] }> {
  const failures: GridtuneError[] = [];
  const end = performance.now() + DEADLINE_MS;
  let verified = 0;
  let since = 0;
  let { settings: last } = await network.channel.read();
  for (let count = 1; since < AFTER; count += 1) {
    if (performance.now() > end)
      throw new Error(`${verified} changes in ${DEADLINE_MS} ms: ${failures.map(String).join('; ')}`);
    const wanted = { ...last, maxMessageCount: 100 + count };
    const change = network.channel.apply(wanted).catch((error: unknown) => error);
    if (count === BEFORE) await breakSomething();
    const outcome = await change;
    const now = (await network.channel.read()).settings;
    if (outcome instanceof GridtuneError) {
      failures.push(outcome);
      if (!sameSettings(now, last) && !sameSettings(now, wanted))
        throw new Error('the channel has settings that nobody asked for');
    } else if (outcome instanceof Error) {
      throw outcome;
    } else {
      if (!sameSettings(now, wanted)) throw new Error('a verified change is not in force');
      verified += 1;
      if (count > BEFORE) since += 1;
    }
    last = now;
  }
  return { verified, failures };
}

/** What one orderer itself says is in force, once it has caught up with `expected`. */
export async function reportedBy(
  { state }: OtherNetwork,
  name: string,
  expected: OrdererSettings,
): Promise<OrdererSettings> {
  const node = state.nodes.orderers.find((orderer) => orderer.name === name);
  if (!node) throw new Error(`${name} is no orderer`);
  const identity = await readIdentity(node.mspId, userMsp(state.layout, node, 'Admin'));
  const client = connectNode({
    name,
    kind: 'orderer',
    address: `127.0.0.1:${node.port}`,
    tlsCaCertificate: await readFile(cryptoOf(state.layout, node).tlsCaCertificate),
    tlsName: name,
  });
  const request = { channel: state.topology.channel, identity, deadlineMs: 5000 };
  try {
    return await waitUntil(
      `${name} to catch up`,
      async () => {
        const settings = readSettings((await fetchConfig(client, request)).config);
        return sameSettings(settings, expected) ? settings : undefined;
      },
      30_000,
    );
  } finally {
    client.close();
  }
}
