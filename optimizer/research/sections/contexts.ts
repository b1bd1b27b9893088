import type { Context, Round } from '../../domain/round.js';
import { groupBy } from '../group-by.js';
import { bytes, counted } from '../number-format.js';
import { facts, html, type Html, type HtmlPart } from '../report-html.js';

/** The host and the network that rounds ran on, with a warning where they did not all run on the same. */
export function contexts(rounds: readonly Round[]): Html {
  const groups = [...groupBy(rounds, ({ context }) => JSON.stringify(context)).values()];
  if (groups.length === 0) return html`<p>No rounds, so no record of the host.</p>`;
  const warning =
    groups.length > 1
      ? html`<p class="warnings">
          The rounds were made under ${groups.length} different contexts: compare them with care.
        </p>`
      : '';
  return html`${warning}${groups.map((group) => {
    const [first] = group;
    return first
      ? html`${groups.length > 1 ? html`<h3>${counted(group.length, 'round')}</h3>` : ''}${facts(contextFacts(first.context))}`
      : '';
  })}`;
}

function contextFacts(context: Context): [string, HtmlPart][] {
  const { host, versions } = context;
  return [
    [
      'Host',
      `${host.name}: ${counted(host.cpus, 'CPU')}, ${bytes(host.memoryBytes)} memory, ${host.platform}`,
    ],
    ['Network', `${context.networkId}, channel ${context.channel}`],
    [
      'Shape',
      `${counted(context.organisations, 'organisation')}, ${counted(context.peers, 'peer')}, ${counted(context.orderers, 'orderer')}`,
    ],
    ['Consensus', context.consensus === 'raft' ? 'Raft' : 'BFT'],
    ['State database', context.stateDatabase],
    [
      'Versions',
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ') || 'not recorded',
    ],
  ];
}
