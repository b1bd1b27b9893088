import { readFile } from 'node:fs/promises';
import { loadCaliper } from './caliper-core.js';
import { createConnector } from './connector.js';
import { WORKER_OPTIONS_VARIABLE, workerOptionsSchema } from './session-options.js';

/**
 * A load worker: started as a child process by the session, it answers Caliper's messages until it is told
 * to leave or its parent is gone.
 */
const options = workerOptionsSchema.parse(JSON.parse(process.env[WORKER_OPTIONS_VARIABLE] ?? '{}'));
const caliper = loadCaliper(options);

// Ctrl-C reaches the whole terminal; the parent decides when a worker ends.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));

const createMessenger = caliper.CaliperUtils.loadModuleFunction(
  caliper.CaliperUtils.getBuiltinMessengers(),
  'process',
  'createWorkerMessenger',
);
const tlsCaCertificate = await readFile(options.access.tlsCaFile);
const messenger = createMessenger({});
const handler = new caliper.WorkerMessageHandler(messenger, async (workerIndex) =>
  createConnector(caliper, workerIndex, options.access, tlsCaCertificate),
);
await messenger.initialize();
await messenger.configureProcessInstances([process]);
await handler.waitForExit();
await messenger.dispose();
process.exit(0);
