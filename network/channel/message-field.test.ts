import { describe, expect, it } from 'vitest';
import { withField } from './message-field.js';

/** Field 1: "BFT"; field 2: "ab"; field 3: the number 7; field 200, which nobody knows: 0xff. */
const known = '0a03424654';
const replaced = '12026162';
const number = '1807';
const unknown = 'c20c01ff';
const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex');
const hexOf = (message: Uint8Array): string => Buffer.from(message).toString('hex');

describe('withField', () => {
  it('replaces the one field and keeps every other byte, whatever its order', () => {
    const message = bytes(unknown + replaced + number + known);
    expect(hexOf(withField(message, 2, Buffer.from('c')))).toBe(`${unknown}120163${number}${known}`);
  });

  it('appends a field that is not there', () => {
    expect(hexOf(withField(bytes(known + number), 2, Buffer.from('c')))).toBe(`${known}${number}120163`);
  });

  it('leaves one where there were several: the last would have counted', () => {
    expect(hexOf(withField(bytes(replaced + known + replaced), 2, Buffer.from('c')))).toBe(`120163${known}`);
  });

  it('refuses a field that holds no string', () => {
    expect(() => withField(bytes(number), 3, Buffer.from('c'))).toThrow(
      'field 3 of the message is no string',
    );
  });
});
