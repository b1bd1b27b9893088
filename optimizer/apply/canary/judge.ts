import type { CanaryVerdict } from '../../domain/canary.js';
import type { Limit } from '../../domain/goal.js';
import type { LiveBlock } from '../../domain/live-transactions.js';
import type { IntervalPrediction } from '../../domain/prediction.js';
import type { ProbeOutcome } from '../../domain/prober.js';
import { Batcher, type Batch } from './batches.js';
import { Bet } from './bet.js';
import { ClockDoubt } from './clock-doubt.js';
import type { FigureTest } from './figure-test.js';
import { FALSE_ALARM, figureTests } from './figure-tests.js';
import { LiveFigures } from './live-figures.js';
import { OfferedLoad } from './offered-load.js';
import { brokenReason, figuresLine, keptReason } from './verdict-words.js';

/** With fewer transactions nothing is said. */
export const FEWEST_TRANSACTIONS = 30;
/** More probes than this share without a commit are evidence. */
const LOST_PROBES_SHARE = 0.05;

/** Why the change has to go, and the block that completed the evidence. */
export interface Evidence {
  readonly reason: string;
  readonly evidenceBlock?: number | undefined;
}

/** A watch under way. */
export interface CanaryFacts extends Pick<
  CanaryVerdict,
  'watchedS' | 'transactions' | 'throughputTps' | 'latencyMeanMs' | 'latencyP95Ms' | 'failedPct'
> {
  /** Of our own, with an outcome. */
  readonly probes: number;
  readonly lostProbes: number;
  /** What must hold, what was seen of it, and how much of the evidence that ends the watch there is against it. */
  readonly tests: readonly (Limit & {
    readonly origin: FigureTest['origin'];
    readonly seen: number | undefined;
    readonly evidencePct: number;
  })[];
}

/** Judges a change by the blocks that come after it. Times in milliseconds on the clock of `LiveBlock.committedMs`. */
export class CanaryJudge {
  readonly #startedMs: number;
  readonly #batcher: Batcher;
  readonly #figures = new LiveFigures();
  readonly #load: OfferedLoad;
  readonly #clocks: ClockDoubt;
  readonly #tests: readonly FigureTest[];
  readonly #lostProbes = new Bet();
  #probes = 0;
  #lost = 0;
  #lastBlock: number | undefined;

  /** @throws InvalidInputError for a limit that cannot be watched */
  constructor(limits: readonly Limit[], prediction: IntervalPrediction | undefined, startedMs: number) {
    this.#startedMs = startedMs;
    this.#batcher = new Batcher(startedMs);
    this.#tests = figureTests(limits, prediction);
    this.#load = new OfferedLoad(prediction);
    this.#clocks = new ClockDoubt(startedMs);
  }

  get startedMs(): number {
    return this.#startedMs;
  }

  get lastBlock(): number | undefined {
    return this.#lastBlock;
  }

  block(block: LiveBlock): Evidence | undefined {
    this.#lastBlock = block.number;
    const batch = this.#batcher.add(block);
    return batch ? this.#judge(batch, block.committedMs) : undefined;
  }

  probe(outcome: ProbeOutcome): Evidence | undefined {
    if (outcome.kind === 'unsent') return undefined;
    const isLost = outcome.kind === 'lost';
    this.#probes += 1;
    if (isLost) this.#lost += 1;
    this.#lostProbes.add(1, isLost ? 1 / LOST_PROBES_SHARE : 0);
    if (!isLost || this.#lostProbes.evidence < this.#needed) return undefined;
    return this.#evidence(
      `${this.#lost} of ${this.#probes} probe transactions were not committed, the last: ${outcome.reason}`,
    );
  }

  /** What was seen so far, for people. */
  soFar(nowMs: number): string {
    return figuresLine(this.#figures.transactions, this.#figures.figures(this.#watchedS(nowMs)));
  }

  /** The same for programs. */
  factsSoFar(nowMs: number): CanaryFacts {
    const watchedS = this.#watchedS(nowMs);
    const seen = this.#figures.figures(watchedS);
    return {
      watchedS: Math.round(watchedS * 10) / 10,
      transactions: this.#figures.transactions,
      probes: this.#probes,
      lostProbes: this.#lost,
      ...seen,
      tests: this.#tests.map(({ limit, origin, evidence }) => ({
        ...limit,
        origin,
        seen: seen[limit.figure],
        evidencePct: sharePct(evidence, this.#needed),
      })),
    };
  }

  /** The verdict on evidence, or when the watch is over. */
  verdict(nowMs: number, outcome: Evidence | 'interrupted' | 'over'): CanaryVerdict {
    const evidence = typeof outcome === 'object' ? outcome : this.#judgeRest(nowMs);
    const watchedS = Math.round(this.#watchedS(nowMs) * 10) / 10;
    const seen = {
      watchedS,
      transactions: this.#figures.transactions,
      ...this.#figures.figures(this.#watchedS(nowMs)),
    };
    if (outcome === 'interrupted')
      return { verdict: 'interrupted', reason: 'the watch was interrupted', ...seen };
    if (evidence) {
      const { reason, evidenceBlock } = evidence;
      return {
        verdict: 'broken',
        reason,
        ...seen,
        ...(evidenceBlock === undefined ? {} : { evidenceBlock }),
      };
    }
    const unseen = this.#whyUnseen(watchedS);
    if (unseen !== undefined) return { verdict: 'unseen', reason: unseen, ...seen };
    return { verdict: 'kept', reason: keptReason(this.#tests, this.#load, seen.transactions), ...seen };
  }

  #judge(batch: Batch, atMs: number): Evidence | undefined {
    this.#figures.add(batch);
    this.#load.add(batch);
    this.#clocks.add(batch, atMs);
    for (const test of this.#tests) test.add(batch);
    const broken = this.#tests.find(
      (test) => test.evidence >= this.#needed && (test.origin === 'limit' || this.#load.isAsPredicted),
    );
    if (!broken) return undefined;
    const { transactions } = this.#figures;
    return this.#evidence(brokenReason(broken, transactions, this.#figures.figures(this.#watchedS(atMs))));
  }

  #judgeRest(nowMs: number): Evidence | undefined {
    const rest = this.#batcher.close();
    return rest ? this.#judge(rest, nowMs) : undefined;
  }

  /** Every test may raise its share of the false alarms (Bonferroni). */
  get #needed(): number {
    return (this.#tests.length + 1) / FALSE_ALARM;
  }

  #evidence(reason: string): Evidence {
    return { reason, evidenceBlock: this.#lastBlock };
  }

  #whyUnseen(watchedS: number): string | undefined {
    const { transactions, impossible } = this.#figures;
    const doubt = this.#clocks.doubt(impossible, transactions);
    if (doubt !== undefined) return doubt;
    if (transactions >= FEWEST_TRANSACTIONS) return undefined;
    return `${transactions} transactions came within ${watchedS} s, ${FEWEST_TRANSACTIONS} are needed to tell anything: send some with --probe-rate, or watch longer`;
  }

  #watchedS(nowMs: number): number {
    return Math.max(0.001, (nowMs - this.#startedMs) / 1000);
  }
}

/** Evidence grows by factors: how far it has come from 1, which is none, to what is needed. */
function sharePct(evidence: number, needed: number): number {
  const share = Math.log(Math.max(1, evidence)) / Math.log(needed);
  return Math.round(100 * Math.min(1, share));
}
