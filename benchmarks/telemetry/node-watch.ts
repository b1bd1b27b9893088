import type { NodeLook } from '../../optimizer/domain/node-look.js';
import type { Observables } from '../../optimizer/domain/ports.js';
import { leadsBy } from './leadership.js';
import { meanStepsMs, restarted } from './node-metrics.js';
import { scrape, type MetricsPage, type Scrape } from './prometheus.js';

const DEADLINE_MS = 2000;

type Page = Observables['metrics'][number];

interface Seen {
  readonly page: MetricsPage;
  readonly atMs: number;
}

/** Looks at metrics pages again and again; what nodes spent their time on is told from one look to the next. */
export class NodeWatch {
  readonly #channel: string;
  readonly #read: (url: string) => Promise<Scrape>;
  readonly #now: () => number;
  readonly #seen = new Map<string, Seen>();

  constructor(
    channel: string,
    {
      read = async (url) => scrape(url, DEADLINE_MS),
      now = () => performance.now(),
    }: { readonly read?: (url: string) => Promise<Scrape>; readonly now?: () => number } = {},
  ) {
    this.#channel = channel;
    this.#read = read;
    this.#now = now;
  }

  /** Never rejects: a page that cannot be read is a problem of its node. */
  async look(pages: readonly Page[]): Promise<NodeLook[]> {
    return Promise.all(pages.map(async (each) => this.#lookAt(each)));
  }

  async #lookAt({ name, kind, url }: Page): Promise<NodeLook> {
    const scraped = await this.#read(url);
    if (scraped.kind === 'failed') return { name, kind, meanMs: {}, problem: scraped.reason };
    const { page } = scraped;
    const atMs = this.#now();
    const before = this.#seen.get(url);
    this.#seen.set(url, { page, atMs });
    const leads = kind === 'orderer' ? leadsBy(page, this.#channel) : undefined;
    const isLeader = leads === undefined ? {} : { isLeader: leads };
    if (!before || restarted(before.page, page)) return { name, kind, meanMs: {}, ...isLeader };
    const meanMs = meanStepsMs(kind, this.#channel, before.page, page);
    return { name, kind, meanMs, ...isLeader, overS: (atMs - before.atMs) / 1000 };
  }
}
