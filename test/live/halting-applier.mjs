// A process that changes the channel as the product does and halts at one step, so that a test can kill it there.
// node halting-applier.mjs HOME STORE_URI STEP SETTINGS [watch]; it says "halted" and goes on once a line comes in.
import path from 'node:path';
import { once } from 'node:events';
import { openEmbeddedNetwork } from '../../dist/network/embedded-network.js';
import { applySettings } from '../../dist/optimizer/apply/apply-settings.js';
import { auditTrail } from '../../dist/optimizer/apply/audit/audit-trail.js';
import { noGuardRails } from '../../dist/optimizer/domain/guard-rails.js';
import { systemClock } from '../../dist/optimizer/domain/wait.js';
import { connectStore } from '../../dist/optimizer/store/mongo-store.js';

const [home, uri, step, settings, watch] = process.argv.slice(2);
const network = await openEmbeddedNetwork(path.join(home, 'network'));
const store = await connectStore({
  uri,
  databaseName: 'gridtune',
  retryDeadlineMs: 1000,
  connectTimeoutMs: 1000,
});

function tell(message) {
  process.stderr.write(`${message}\n`);
}

async function halt(reached) {
  if (reached !== step) return;
  tell('halted');
  await once(process.stdin, 'data');
}

/** Calls pass through; the one named halts before and after it. */
const updates = new Proxy(network.updates, {
  get: (target, name) => {
    const value = Reflect.get(target, name, target);
    if (typeof value !== 'function') return value;
    return (...values) => {
      if (name === 'liveBlocks') {
        if (step === 'watching') tell('halted');
        return value.apply(target, values);
      }
      return (async () => {
        await halt(`before ${String(name)}`);
        const answer = await value.apply(target, values);
        await halt(`after ${String(name)}`);
        return answer;
      })();
    };
  },
});
const services = {
  store,
  network: { ...network, updates },
  clock: systemClock,
  progress: { step: tell, warn: tell, advance: () => undefined },
  audit: auditTrail({
    log: store.audit,
    network,
    who: network.updates.administrators[0],
    clock: systemClock,
  }),
  rails: noGuardRails,
};
const canary = watch ? { watchS: 60, limits: [] } : undefined;
try {
  const request = { change: JSON.parse(settings), kind: 'apply', because: 'manual', canary };
  const { id, status } = await applySettings(services, request, new AbortController().signal);
  tell(`done ${id} ${status}`);
} catch (error) {
  tell(`failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  process.stdin.destroy();
  network.channel.close();
  await store.close().catch(() => undefined);
}
