import type { NodeMetrics } from '../../optimizer/domain/inside.js';
import type { MetricsPage } from './prometheus.js';

/**
 * The histograms of Fabric 3.1 that say where a node's time goes: its metrics reference, and the code that
 * observes them. All are in seconds and carry a `channel` label. Fabric has no histogram of block delivery.
 */
const STEPS: Readonly<Record<NodeMetrics['kind'], readonly string[]>> = {
  orderer: [
    // Checks of a transaction that came in: its size, its signature against the channel's policy.
    'broadcast_validate_duration',
    // From there until consensus took it; long where the orderer holds clients back.
    'broadcast_enqueue_duration',
    // From the first transaction of a block until the block is cut.
    'blockcutter_block_fill_duration',
    // Writing what Raft agreed on to its log. Among several orderers heartbeats count too.
    'consensus_etcdraft_data_persist_duration',
    // Handing a Raft message to another orderer.
    'cluster_comm_msg_send_time',
    // Writing a block to the orderer's ledger.
    'ledger_blockstorage_commit_time',
  ],
  peer: [
    // Endorsement as a whole, the chaincode's run included.
    'endorser_proposal_duration',
    // One request of a chaincode to its peer: reading a key, writing one.
    'chaincode_shim_request_duration',
    // A block as a whole, from validation until it is in the ledger.
    'gossip_state_commit_duration',
    // Of this: signatures and endorsement policies of its transactions ...
    'gossip_privdata_validation_duration',
    // ... and everything after, with private data.
    'gossip_privdata_commit_block_duration',
    // Of the latter: read conflicts between transactions ...
    'ledger_block_processing_time',
    // ... writing block and private data ...
    'ledger_blockstorage_and_pvtdata_commit_time',
    // ... the block alone ...
    'ledger_blockstorage_commit_time',
    // ... and the new values of the keys.
    'ledger_statedb_commit_time',
  ],
};

const START_TIME = 'process_start_time_seconds';
/**
 * A node works the start time out anew for every page, from the system clock: a clock that is being set moves
 * it by a second. No node ends, starts and answers in so little time.
 */
const CLOCK_TOLERANCE_S = 2;

/** Whether a node was started anew between two of its pages: its counters then began at 0 again. */
export function restarted(before: MetricsPage, after: MetricsPage): boolean {
  const startOf = ({ series }: MetricsPage): number =>
    series.find(({ name }) => name === START_TIME)?.value ?? Number.NaN;
  return startOf(after) - startOf(before) > CLOCK_TOLERANCE_S;
}

/**
 * Mean milliseconds of each step between two pages of one node:
 * 1000 * (sum after - sum before) / (count after - count before), added up over the other labels of the
 * channel. A step that did not happen has no mean; nor has one whose counters went backwards, as after a
 * restart.
 */
export function meanStepsMs(
  kind: NodeMetrics['kind'],
  channel: string,
  before: MetricsPage,
  after: MetricsPage,
): NodeMetrics['meanMs'] {
  const earlier = totals(before, channel);
  const later = totals(after, channel);
  const means: Record<string, number> = {};
  for (const step of STEPS[kind]) {
    const grown = (suffix: string): number =>
      (later.get(step + suffix) ?? 0) - (earlier.get(step + suffix) ?? 0);
    const [seconds, times] = [grown('_sum'), grown('_count')];
    if (times > 0 && seconds >= 0 && Number.isFinite(seconds / times)) means[step] = (1000 * seconds) / times;
  }
  return means;
}

/** Values by metric, added up over the series of one channel and those that belong to none. */
function totals({ series }: MetricsPage, channel: string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { name, labels, value } of series) {
    if ((labels.get('channel') ?? channel) === channel) sums.set(name, (sums.get(name) ?? 0) + value);
  }
  return sums;
}
