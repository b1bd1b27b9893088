import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { CaliperCore } from './core.js';
import { workloadArgumentsSchema, type Request } from './worker-options.js';

// A worker has loaded and configured Caliper by the time it loads its workload.
const caliper: CaliperCore = createRequire(import.meta.url)('@hyperledger/caliper-core');

/** Records that a reading load reads, for each worker. */
const READ_RECORDS = 20;

/** `publish` writes a new record each time, `read` reads one of its own, `mixed` does the two in turn. */
class ExchangeWorkload extends caliper.WorkloadModuleBase {
  #sent = 0;
  #options = workloadArgumentsSchema.parse({ workload: 'publish', runId: '' });

  override async initializeWorkloadModule(...parameters: unknown[]): Promise<void> {
    await super.initializeWorkloadModule(...parameters);
    this.#options = workloadArgumentsSchema.parse(this.roundArguments);
    if (this.#options.workload !== 'publish') await this.#ensureReadRecords();
  }

  override async submitTransaction(): Promise<void> {
    const index = this.#sent;
    this.#sent += 1;
    const reads =
      this.#options.workload === 'read' || (this.#options.workload === 'mixed' && index % 2 === 1);
    const id = `${this.#options.runId}-w${this.workerIndex}-r${this.roundIndex}-${index}`;
    await this.sutAdapter.sendRequests(reads ? read(this.#readId(index % READ_RECORDS)) : publish(id));
  }

  async cleanupWorkloadModule(): Promise<void> {
    // Published records stay: they are what the round measured.
  }

  /** Published once for a session; a second round finds them there. */
  async #ensureReadRecords(): Promise<void> {
    const ids = Array.from({ length: READ_RECORDS }, (_, index) => this.#readId(index));
    const present = await Promise.all(
      ids.map(async (id) => (await this.sutAdapter._sendSingleRequest(read(id))).IsCommitted()),
    );
    const missing = ids.filter((_, index) => !present[index]);
    const published = await Promise.all(
      missing.map(async (id) => this.sutAdapter._sendSingleRequest(publish(id))),
    );
    const refused = published.filter((status) => !status.IsCommitted()).length;
    if (refused > 0) throw new Error(`${refused} of the records to read could not be published`);
  }

  #readId(index: number): string {
    return `${this.#options.runId}-w${this.workerIndex}-read-${index}`;
  }
}

function read(id: string): Request {
  return { readOnly: true, transaction: 'ReadRecord', arguments: [id] };
}

function publish(id: string): Request {
  const record = {
    name: `${id}.xml`,
    sizeBytes: 4096,
    storageAddress: `hdfs://exchange.test/Day_D+1_load_forecast/${id}.xml`,
    sha256: createHash('sha256').update(id).digest('hex'),
    dataType: 'Day_D+1_load_forecast',
  };
  return { readOnly: false, transaction: 'PublishRecord', arguments: [id, JSON.stringify(record)] };
}

/** Called by Caliper. */
export function createWorkloadModule(): ExchangeWorkload {
  return new ExchangeWorkload();
}
