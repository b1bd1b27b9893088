import { preciseNow } from '../../optimizer/domain/precise-time.js';
import { processUse, readProcessSample } from '../telemetry/process-use.js';
import { createConnector } from './connector.js';
import { ALL, loadCaliper, loadMessages } from './core.js';
import { Journal } from './journal.js';
import { paceFrom, sendAtPace } from './paced-sending.js';
import { WORKER_OPTIONS_VARIABLE, workerOptionsSchema } from './worker-options.js';
import { REPORT } from './worker-report.js';

/**
 * A load worker. It answers Caliper's messages, from its parent or over a broker, until it is told to leave or
 * nobody gives orders any more, and tells the manager what it sees several times a second.
 */
const REPORT_EVERY_MS = 200;
/** The manager speaks up every second; after this long it is taken for gone, and the worker leaves. */
const MANAGER_SILENCE_MS = 15_000;

const options = workerOptionsSchema.parse(JSON.parse(process.env[WORKER_OPTIONS_VARIABLE] ?? '{}'));
const caliper = loadCaliper(options);
const { TxUpdateMessage } = loadMessages();
const journal = new Journal();
let ownIndex: number | undefined;

// Ctrl-C reaches the whole terminal; the parent decides when a worker ends.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));

// Caliper's own loop runs on the system clock, which may be set back, and cannot be ended early.
caliper.CaliperWorker.prototype.runDuration = async (workload, durationS, rateControl) => {
  const pace = paceFrom(rateControl);
  const stop = new AbortController();
  let failure: Error | undefined;
  const before = await readProcessSample('self');
  const startedMs = preciseNow();
  journal.begin(pace, startedMs, () => stop.abort());
  const endedMs = await sendAtPace(
    { pace, startedMs, durationMs: durationS * 1000, stop: stop.signal },
    () => {
      workload.submitTransaction().catch((error: unknown) => {
        failure ??= error instanceof Error ? error : new Error(String(error));
        stop.abort();
      });
    },
  );
  const after = await readProcessSample('self');
  journal.sendingEnded(endedMs, processUse(`load-worker-${ownIndex ?? 0}`, 'load-worker', before, after));
  report();
  await journal.drained();
  report();
  if (failure) throw failure;
};

const createMessenger = caliper.CaliperUtils.loadModuleFunction(
  caliper.CaliperUtils.getBuiltinMessengers(),
  options.broker === undefined ? 'process' : 'mqtt',
  'createWorkerMessenger',
);
const messenger = createMessenger({});
const handler = new caliper.WorkerMessageHandler(messenger, async (workerIndex) => {
  ownIndex = workerIndex;
  return createConnector({ caliper, journal, workerIndex, access: options.access });
});

function report(): void {
  if (ownIndex === undefined) return;
  const content = { [REPORT]: journal.takeReport(ownIndex) };
  messenger.send(new TxUpdateMessage(messenger.getUUID(), [ALL], content));
}

let managerHeardMs = preciseNow();
messenger.on('register', (message) => {
  // Of another manager too, once that asks for workers on the same broker.
  if (message.getSender() === handler.managerUuid) managerHeardMs = preciseNow();
});
messenger.on('txReset', () => journal.stop());
await messenger.initialize();
await messenger.configureProcessInstances([process]);
const reporting = setInterval(report, REPORT_EVERY_MS);
const watching = setInterval(() => {
  const silentMs = preciseNow() - managerHeardMs;
  if (options.broker !== undefined && ownIndex !== undefined && silentMs > MANAGER_SILENCE_MS)
    process.exit(0);
}, 1000);
await handler.waitForExit();
clearInterval(reporting);
clearInterval(watching);
await messenger.dispose();
process.exit(0);
