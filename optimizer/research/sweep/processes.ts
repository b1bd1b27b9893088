import { mean } from '../../domain/statistics.js';
import type { Observation, ProcessUse } from '../../domain/inside.js';
import { groupBy } from '../group-by.js';
import { bytes, counted, number, whole } from '../number-format.js';
import { html, table, type Html } from '../report-html.js';

const MOST_SHOWN = 20;

/** What each process used over the windows; nothing where none was watched. */
export function processTable(observations: readonly Observation[]): Html {
  const uses = observations.flatMap(({ processes }) => processes);
  if (uses.length === 0) return html``;
  const groups = [...groupBy(uses, ({ name, kind }) => `${kind} ${name}`).values()];
  const sorted = groups.toSorted((a, b) => most(b) - most(a));
  const hosts = observations.flatMap(({ host }) => host ?? []);
  const left = sorted.length - MOST_SHOWN;
  return html`${table(
    `Processes over ${counted(observations.length, 'round')}, busiest first${left > 0 ? `; ${whole(left)} more not shown` : ''}`,
    [
      { heading: 'Process' },
      { heading: 'Kind' },
      { heading: 'Cores busy, mean', numeric: true },
      { heading: 'Cores busy, most', numeric: true },
      { heading: 'Memory, most', numeric: true },
    ],
    sorted
      .slice(0, MOST_SHOWN)
      .map((own) => [
        own[0]?.name ?? '',
        own[0]?.kind ?? '',
        number(mean(own.map(({ cpuCores }) => cpuCores)), 2),
        number(most(own), 2),
        bytes(Math.max(...own.map(({ memoryBytes }) => memoryBytes))),
      ]),
  )}
  ${
    hosts.length > 0
      ? html`<p class="note">
          The machine (${counted(hosts[0]?.cpus ?? 0, 'CPU')}) was
          ${number(100 * mean(hosts.map(({ cpuShare }) => cpuShare)), 0)} % busy on average and
          ${number(100 * Math.max(...hosts.map(({ cpuShare }) => cpuShare)), 0)} % in the busiest round.
        </p>`
      : ''
  }`;
}

function most(uses: readonly ProcessUse[]): number {
  return Math.max(...uses.map(({ cpuCores }) => cpuCores));
}
