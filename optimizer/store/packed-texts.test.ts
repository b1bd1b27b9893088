import { Binary } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { packNumbers } from './packed-numbers.js';
import { isPackedTexts, packTexts, unpackTexts } from './packed-texts.js';

describe('packed texts', () => {
  it.for([[[]], [['']], [['a', '', 'line\r\nbreak', '"', 'Z\u00fcrich', '\u{1F40B}', 'a\0b', '\u2028']]])(
    'come back as they were: %j',
    ([texts = []]) => {
      const packed = packTexts(texts);
      expect(unpackTexts(packed)).toEqual(texts);
      expect(isPackedTexts(packed)).toBe(true);
    },
  );

  it('are told from packed numbers of either type', () => {
    expect([[1, 2], [0.5], []].map((numbers) => isPackedTexts(packNumbers(numbers)))).toEqual([
      false,
      false,
      false,
    ]);
    expect(isPackedTexts(new Binary(Buffer.of()))).toBe(false);
  });

  it('take little room where they repeat', () => {
    expect(packTexts(Array.from({ length: 1000 }, () => 's-20260102-030405-9f3c')).length()).toBeLessThan(
      1000,
    );
  });
});
