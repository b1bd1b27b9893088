/** What the work asks for when it is not over: to be begun again, by whichever instance is free then. */
export interface Again {
  readonly againInMs: number;
}

/** Hands jobs to instances, each to one at a time, and to another one if that is killed. */
export interface JobDispatcher {
  /** Lets an instance begin the job; nothing happens if it is waiting or under way already. @throws StoreUnreachableError */
  dispatch(jobId: string): Promise<void>;
  /** Jobs that are waiting or under way. @throws StoreUnreachableError */
  pending(): Promise<ReadonlySet<string>>;
  /**
   * From now on this instance takes jobs.
   * @param work - never throws. `lost` is aborted if the job may be another instance's by now: nothing may be written
   * of it then. Without {@link Again} the job is not dispatched any more.
   */
  start(work: (jobId: string, lost: AbortSignal) => Promise<Again | undefined>): Promise<void>;
  /** Takes no more; what is under way goes on. */
  stop(): Promise<void>;
  /** Waits for what is under way, and gives up what it holds. */
  close(): Promise<void>;
}
