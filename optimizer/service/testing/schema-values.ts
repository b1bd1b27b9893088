import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';

/** As much of JSON Schema as the document uses. */
const jsonSchema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
});
type JsonSchema = z.infer<typeof jsonSchema>;

/** Texts that programs trip over. */
export const ODD_TEXTS = [
  '',
  ' ',
  '0',
  '-1',
  'null',
  '../../../../etc/passwd',
  '..\\..\\windows',
  '/etc/passwd',
  '%2e%2e%2f',
  'a\0b',
  'a\nb\r\nX-Injected: 1',
  '\u202Egnp.exe',
  '💥'.repeat(40),
  '\uD800',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '$where',
  '{{7*7}}',
  '<script>alert(1)</script>',
  "'; drop table jobs; --",
  'x'.repeat(3000),
];

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  0.1,
  1e308,
  -1e308,
  2 ** 53,
  5e-324,
  {},
  [],
  [[[[[[[[[[]]]]]]]]]],
  { $gt: '' },
  JSON.parse('{"__proto__":{"admin":true}}'),
  { length: 1e9 },
  Array.from({ length: 1000 }, () => 0),
  ...ODD_TEXTS,
];

/**
 * Values that are mostly what a schema asks for and now and then, at any depth, are not: of another type, without a
 * key, with one more, far too large.
 * @param components - `components.schemas` of the document
 */
export function almost(schema: unknown, components: Readonly<Record<string, unknown>>): Arbitrary<unknown> {
  return fc.oneof(
    { weight: 30, arbitrary: fitting(jsonSchema.parse(schema ?? {}), components) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD_VALUES) },
  );
}

function fitting(schema: JsonSchema, components: Readonly<Record<string, unknown>>): Arbitrary<unknown> {
  const { $ref, anyOf, oneOf, allOf } = schema;
  if ($ref !== undefined) return almost(components[$ref.split('/').at(-1) ?? ''], components);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = anyOf ?? oneOf ?? allOf?.slice(0, 1);
  if (choices) return fc.oneof(...choices.map((choice) => almost(choice, components)));
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? 'any'];
  return fc.oneof(...types.map((type) => (makers[type] ?? anything)(schema, components)));
}

type Maker = (schema: JsonSchema, components: Readonly<Record<string, unknown>>) => Arbitrary<unknown>;

const anything: Maker = () => fc.jsonValue({ maxDepth: 3 });

const makers: Readonly<Record<string, Maker>> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  integer: ({ minimum = 0, maximum = 1000 }) =>
    fc.integer({
      min: Math.ceil(minimum),
      max: Math.max(Math.ceil(minimum), Math.min(maximum, 2 ** 31 - 1)),
    }),
  number: ({ exclusiveMinimum = -0.001, minimum = exclusiveMinimum + 0.001, maximum = 1000 }) =>
    fc.double({ min: minimum, max: Math.max(minimum, maximum), noNaN: true }),
  string: ({ pattern, format, minLength = 0, maxLength = 40 }) => {
    if (format === 'date-time') return fc.constantFrom('2026-01-02T03:04:05.678Z', '2026-13-40', '');
    if (format === 'uri')
      return fc.constantFrom('https://desk.example.org/x', 'file:///etc/passwd', 'http://');
    if (pattern !== undefined) return fc.oneof(fc.stringMatching(new RegExp(pattern)), fc.string());
    return fc.string({
      minLength,
      maxLength: Math.max(minLength, Math.min(maxLength, 60)),
      unit: 'grapheme',
    });
  },
  array: ({ items, minItems = 0, maxItems = 5 }, components) =>
    fc.array(almost(items, components), {
      minLength: minItems,
      maxLength: Math.max(minItems, Math.min(maxItems, 5)),
    }),
  object: ({ properties = {}, required = [], additionalProperties }, components) => {
    const known = fc.record(
      Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, almost(value, components)])),
      // Now and then one that is required is missing.
      { requiredKeys: required.filter((_, index) => index % 5 !== 4) },
    );
    const open = typeof additionalProperties === 'object' && additionalProperties !== null;
    const more = fc.dictionary(
      fc.constantFrom('extra', '__proto__', 'a.b', '$set', ''),
      open ? almost(additionalProperties, components) : fc.constantFrom(...ODD_VALUES),
      { maxKeys: 2 },
    );
    return fc.oneof(
      { weight: 12, arbitrary: known },
      { weight: open ? 12 : 1, arbitrary: fc.tuple(known, more).map(([a, b]) => Object.assign(a, b)) },
    );
  },
};

/** A value that is right, whole or with one place in it replaced by something odd. */
export function nearly(seed: unknown): Arbitrary<unknown> {
  const paths = pathsOf(seed);
  return fc.oneof(
    fc.constant(seed),
    fc
      .tuple(fc.constantFrom(...paths), fc.constantFrom(...ODD_VALUES))
      .map(([path, odd]) => replacedAt(seed, path, odd)),
  );
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, here: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [here];
  return [here, ...Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...here, key]))];
}

function replacedAt(value: unknown, [key, ...rest]: Path, odd: unknown): unknown {
  if (key === undefined) return odd;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[key] = replacedAt(copy[key], rest, odd);
  return copy;
}
