import { expect, it } from 'vitest';
import { z } from 'zod';
import { InvalidInputError } from '../domain/errors.js';
import { parsePlan } from './plan-file.js';
import { parseYaml } from './yaml-file.js';

it('follows a few aliases', () => {
  expect(parseYaml('file', 'a: &a [1]\nb: *a', z.looseObject({}))).toEqual({ a: [1], b: [1] });
});

it('refuses aliases of aliases that would fill the memory, and says what to do', () => {
  const names = 'abcdefghijkl'.split('');
  const lines = names.map((name, index) => {
    const before = names[index - 1];
    const items = Array.from({ length: 10 }, () => (before === undefined ? 'x' : `*${before}`));
    return `${name}: &${name} [${items.join(', ')}]`;
  });
  const parse = () => parseYaml('file', lines.join('\n'), z.looseObject({}));
  expect(parse).toThrow(InvalidInputError);
  expect(parse).toThrow(/^file: its aliases cannot be followed .*write out what they stand for$/);
});

it('refuses lists of a plan whose combinations would fill the memory', () => {
  const values = Array.from({ length: 101 }, (_, index) => index + 10).join(', ');
  const lists = `{ maxMessageCount: [${values}], batchTimeoutMs: [${values}] }`;
  const parse = () => parsePlan(`name: x\nsendRateTps: 5\nsettings: ${lists}`, 'plan');
  expect(parse).toThrow(/settings: must give at most 10000 points when crossed/);
});
