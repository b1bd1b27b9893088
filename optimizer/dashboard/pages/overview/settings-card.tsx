import type { VNode } from 'preact';
import { ASSUMED_TX_BYTES, expectedCut, type CutRule } from '../../../domain/block-cut.js';
import type { Consensus } from '../../../domain/consensus.js';
import type { OrdererSettings } from '../../../domain/settings.js';
import type { LiveLoadView, NetworkView } from '../../api-views.js';
import { bytes, count, figure, ms, tps } from '../../format.js';
import { Facts } from '../../parts/layout.js';
import { Empty } from '../../parts/states.js';

/** The settings in force, and which of them ends blocks at the load of now. */
export function SettingsCard({
  network,
  live,
  txBytes,
}: {
  readonly network: NetworkView;
  readonly live: LiveLoadView | undefined;
  /** As the newest measured round had them. */
  readonly txBytes: number | undefined;
}): VNode {
  const { settings, consensus, configSequence } = network;
  if (!settings)
    return (
      <Empty title="The channel cannot be read">{network.problem ?? 'The network does not answer.'}</Empty>
    );
  return (
    <>
      <Facts
        rows={[
          ['maxMessageCount', `${count(settings.maxMessageCount)} transactions a block`],
          ['batchTimeoutMs', ms(settings.batchTimeoutMs)],
          ['preferredMaxBytes', bytes(settings.preferredMaxBytes)],
          ['absoluteMaxBytes', bytes(settings.absoluteMaxBytes)],
          ['Config sequence', configSequence === null ? undefined : String(configSequence)],
        ]}
      />
      <p>{bindingWords(settings, { consensus, rateTps: live?.offeredTps ?? undefined, txBytes })}</p>
    </>
  );
}

const RULES: Readonly<Record<CutRule, string>> = {
  count: 'maxMessageCount ends most blocks',
  bytes: 'the bytes of a block end most of them',
  timeout: 'batchTimeoutMs ends most blocks',
};

/** One sentence on what binds now, as the closed form of block cutting has it. */
export function bindingWords(
  settings: OrdererSettings,
  {
    consensus,
    rateTps,
    txBytes,
  }: {
    readonly consensus: Consensus | null;
    readonly rateTps: number | undefined;
    readonly txBytes: number | undefined;
  },
): string {
  if (rateTps === undefined || rateTps <= 0)
    return 'No transactions are seen at the moment, so no setting ends blocks now.';
  const cut = expectedCut(settings, {
    sendRateTps: rateTps,
    txBytes: txBytes ?? ASSUMED_TX_BYTES,
    consensus: consensus ?? 'raft',
  });
  const size =
    txBytes === undefined ? `${ASSUMED_TX_BYTES} bytes assumed` : `${figure(txBytes)} bytes measured`;
  return `At the ${tps(rateTps)} of now, ${RULES[cut.by]}: about ${figure(cut.transactions)} transactions each (${size} a transaction).`;
}
