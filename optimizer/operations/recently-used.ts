/** A map of at most so many: the one that was not asked for the longest goes first. */
export class RecentlyUsed<V> {
  readonly #most: number;
  readonly #values = new Map<string, V>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): V | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most && oldest !== undefined) this.#values.delete(oldest);
  }

  /** Forgets `key` if `value` is what stands there. */
  remove(key: string, value: V): void {
    if (this.#values.get(key) === value) this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
  }

  /** What is kept under `key`; made if it is not. One that fails is not kept. */
  static async orMade<T>(kept: RecentlyUsed<Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
    const before = kept.get(key);
    if (before) return before;
    const made = make();
    kept.set(key, made);
    try {
      return await made;
    } catch (error) {
      kept.remove(key, made);
      throw error;
    }
  }
}
