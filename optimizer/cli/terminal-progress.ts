import { SingleBar } from 'cli-progress';
import type { Progress } from '../domain/ports.js';
import { preciseNow } from '../domain/precise-time.js';

/** Progress on stderr: a bar where there is a terminal, plain lines otherwise. */
export class TerminalProgress implements Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #startedMs = preciseNow();
  #bar: SingleBar | undefined;
  #barStartedMs = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  step(message: string): void {
    this.#endBar();
    this.#barStartedMs = preciseNow();
    this.#line(message);
  }

  advance(done: number, total: number, message: string): void {
    if (!this.#stream.isTTY) {
      this.#line(
        done === total ? message : `[${done + 1}/${total}] ${message}${this.#timeLeft(done, total)}`,
      );
      return;
    }
    this.#bar ??= this.#startBar(total);
    this.#bar.update(done, { message });
    if (done >= total) this.#endBar();
  }

  warn(message: string): void {
    this.#endBar();
    this.#line(`warning: ${message}`);
  }

  #startBar(total: number): SingleBar {
    this.#barStartedMs = preciseNow();
    const bar = new SingleBar({
      stream: this.#stream,
      format: '{bar} {value}/{total}, {eta_formatted} left | {message}',
      hideCursor: true,
      clearOnComplete: true,
    });
    bar.start(total, 0, { message: '' });
    return bar;
  }

  #timeLeft(done: number, total: number): string {
    if (done === 0) {
      this.#barStartedMs = preciseNow();
      return '';
    }
    const leftS = ((preciseNow() - this.#barStartedMs) / done / 1000) * (total - done);
    return ` (about ${Math.ceil(leftS)} s left)`;
  }

  #endBar(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #line(message: string): void {
    const seconds = ((preciseNow() - this.#startedMs) / 1000).toFixed(1).padStart(6);
    this.#stream.write(`${seconds} s  ${message}\n`);
  }
}
