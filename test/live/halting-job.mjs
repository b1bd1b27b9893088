// A process that does one attempt of a stored job, as an instance of the service does it, and halts at one step, so that
// a test can kill it there. GRIDTUNE_HOME=... node halting-job.mjs JOB_ID [STEP]; it says "halted", and in the end its
// outcome as one JSON document on stdout.
import { once } from 'node:events';
import { findPaths } from '../../dist/optimizer/composition/paths.js';
import { createServices } from '../../dist/optimizer/composition/services.js';
import { runBody } from '../../dist/optimizer/jobs/run-body.js';
import { requesterOf } from '../../dist/optimizer/operations/requested-by.js';

const [jobId, step] = process.argv.slice(2);

function tell(message, facts) {
  process.stderr.write(`${message}${facts ? ` ${JSON.stringify(facts)}` : ''}\n`);
}

async function halt(reached) {
  if (reached !== step) return;
  tell('halted');
  await once(process.stdin, 'data');
}

/** Calls pass through; the one named halts before and after it. */
function halting(updates) {
  return new Proxy(updates, {
    get: (target, name) => {
      const value = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name === 'liveBlocks') return value.bind(target);
      return async (...values) => {
        await halt(`before ${String(name)}`);
        const answer = await value.apply(target, values);
        await halt(`after ${String(name)}`);
        return answer;
      };
    },
  });
}

const progress = { step: tell, warn: (message) => tell(message), advance: () => undefined };
const paths = findPaths();
const opening = createServices(paths, progress, new AbortController().signal);
const { jobs } = await opening.store();
const job = await jobs.find(jobId);
const services = createServices(paths, progress, new AbortController().signal, requesterOf(job));
const outcome = await runBody({
  services: {
    ...services,
    changes: async () => {
      const changes = await services.changes();
      return { ...changes, network: { ...changes.network, updates: halting(changes.network.updates) } };
    },
  },
  job,
  tellSubject: async (subjectId) => jobs.put({ ...job, version: job.version + 1, subjectId }),
});
process.stdin.destroy();
await services.close();
await opening.close();
process.stdout.write(JSON.stringify(outcome));
