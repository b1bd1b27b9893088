import { InvalidInputError, type Fault } from '../domain/errors.js';

/** Faults named one by one; a file with a wrong unit has one in every row. */
const MAX_SHOWN = 20;
const MAX_CELL_CHARACTERS = 60;

/** What is wrong with a file, by line and column. */
export class FaultList {
  readonly #shown: Fault[] = [];
  #count = 0;
  #end: Fault | undefined;

  get count(): number {
    return this.#count;
  }

  /** @param column - left out for a fault of the whole line. */
  add(line: number, column: string | undefined, message: string): void {
    this.#count += 1;
    if (this.#shown.length >= MAX_SHOWN) return;
    const path = column === undefined ? `line ${line}` : `line ${line}, column ${column || '""'}`;
    this.#shown.push({ path, message });
  }

  /** Why the file was not read on from a line; told after all the others, however many they are. */
  endAt(line: number, message: string): void {
    this.#end = { path: `line ${line}`, message };
  }

  /** @throws InvalidInputError with the first faults and how many more there are, if there is one. */
  throwIfAny(what: string): void {
    if (this.#count === 0 && !this.#end) return;
    const more = this.#count - this.#shown.length;
    const rest = more === 0 ? [] : [{ path: '', message: `and ${more} more` }];
    throw new InvalidInputError(what, [...this.#shown, ...rest, ...(this.#end ? [this.#end] : [])]);
  }
}

/** A cell as a message quotes it, on one line. */
export function quotedCell(cell: string): string {
  if (cell === '') return 'an empty cell';
  const shown = cell.length > MAX_CELL_CHARACTERS ? `${cell.slice(0, MAX_CELL_CHARACTERS)}...` : cell;
  return /^\s|\s$|[\r\n\t]/.test(shown) ? JSON.stringify(shown) : shown;
}
