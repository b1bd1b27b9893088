import type { Again, JobDispatcher } from '../../domain/job-dispatcher.js';

type Work = (jobId: string, lost: AbortSignal) => Promise<Again | undefined>;

/** Hands jobs to the one instance of a test at once, and again as soon as they ask for it. */
export class InstantDispatcher implements JobDispatcher {
  #work: Work | undefined;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #stopped = new AbortController();

  async dispatch(jobId: string): Promise<void> {
    if (this.#stopped.signal.aborted || this.#underWay.has(jobId)) return;
    this.#underWay.set(
      jobId,
      this.#run(jobId).finally(() => this.#underWay.delete(jobId)),
    );
  }

  async pending(): Promise<ReadonlySet<string>> {
    return new Set(this.#underWay.keys());
  }

  async start(work: Work): Promise<void> {
    this.#work = work;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
  }

  async close(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  async #run(jobId: string): Promise<void> {
    const lost = new AbortController().signal;
    while (!this.#stopped.signal.aborted) {
      const again = await this.#work?.(jobId, lost);
      if (!again) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
