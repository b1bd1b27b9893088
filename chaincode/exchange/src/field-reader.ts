/** Longest text a field may hold, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 1024;

const SHOWN_LENGTH = 60;

/** A rule for a text field: what it must be, in words that follow "must be", and the check. */
export interface TextRule {
  readonly mustBe: string;
  readonly accepts: (text: string) => boolean;
}

/** A text anybody can read: at least one character that is not a blank, at most {@link MAX_TEXT_LENGTH}. */
export const plainText: TextRule = {
  mustBe: `a non-blank text of at most ${MAX_TEXT_LENGTH} characters`,
  accepts: (text) => text.trim() !== '' && text.length <= MAX_TEXT_LENGTH,
};

/**
 * Reads fields of a parsed JSON value and collects what is wrong instead of stopping at the first fault.
 * A faulty field reads as `''` or `0`: look at {@link FieldReader.faults} before using any value.
 */
export class FieldReader {
  /** One line for each broken rule, in the order the fields were read. */
  readonly faults: string[] = [];
  readonly #fields: ReadonlyMap<string, unknown>;

  /**
   * @param value - anything; if it is no JSON object, every field is missing.
   * @param subject - how a message calls the whole, e.g. `recordJson`.
   * @param expectedKeys - the keys the object may have; every other key is a fault.
   */
  constructor(value: unknown, subject: string, expectedKeys: readonly string[]) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.#fields = new Map(isObject ? Object.entries(value) : []);
    if (!isObject) {
      this.faults.push(`${subject} must be a JSON object, got ${show(value)}`);
    }
    const unknownKeys = [...this.#fields.keys()].filter((key) => !expectedKeys.includes(key));
    if (unknownKeys.length > 0) {
      this.faults.push(
        `${subject} must have only the keys ${expectedKeys.join(', ')}, got ${show(unknownKeys)}`,
      );
    }
  }

  /** The text in `field`, checked against `rule`. */
  text(field: string, rule: TextRule): string {
    const value = this.#fields.get(field);
    if (typeof value === 'string' && rule.accepts(value)) {
      return value;
    }
    this.#refuse(field, rule.mustBe);
    return '';
  }

  /** The whole number in `field`, from `min` to the largest one a JSON number holds exactly. */
  wholeNumber(field: string, min: number): number {
    const value = this.#fields.get(field);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min) {
      return value;
    }
    this.#refuse(field, `a whole number from ${min} to ${Number.MAX_SAFE_INTEGER}`);
    return 0;
  }

  #refuse(field: string, mustBe: string): void {
    const got = this.#fields.has(field) ? show(this.#fields.get(field)) : 'nothing';
    this.faults.push(`${field} must be ${mustBe}, got ${got}`);
  }
}

/** A value as it appears in a message: JSON, cut short, since messages end up in peer logs. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}... (${text.length} characters)`;
}
