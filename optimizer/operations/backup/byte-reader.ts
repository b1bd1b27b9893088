/** Reads lines and runs of bytes from a stream. */
export class ByteReader {
  readonly #chunks: AsyncIterator<unknown>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<unknown>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Up to the next line feed, without it. @throws RangeError if there is none within `maxBytes`, or it ends before */
  async line(maxBytes: number): Promise<string> {
    const pieces: Buffer[] = [];
    for (let length = 0; length <= maxBytes; length += pieces.at(-1)?.length ?? 0) {
      const at = this.#rest.indexOf(0x0a);
      if (at >= 0) {
        pieces.push(this.#take(at));
        this.#take(1);
        return Buffer.concat(pieces).toString('utf8');
      }
      pieces.push(this.#take(this.#rest.length));
      await this.#more();
    }
    throw new RangeError(`no line ends within ${maxBytes} bytes`);
  }

  /** @throws RangeError if it ends before */
  async bytes(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let missing = count; missing > 0;) {
      if (this.#rest.length === 0) await this.#more();
      const piece = this.#take(Math.min(missing, this.#rest.length));
      missing -= piece.length;
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  /** @throws RangeError if something follows */
  async end(): Promise<void> {
    if (this.#rest.length > 0 || !(await this.#chunks.next()).done)
      throw new RangeError('something follows its end');
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#chunks.next();
    if (done) throw new RangeError('it ends too early');
    if (!(value instanceof Uint8Array)) throw new TypeError('the stream gives no bytes');
    this.#rest = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }

  #take(count: number): Buffer {
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }
}
