import { StrictMessage, type MessageFields } from './update-decoding-wire.js';

/** One element of a channel configuration, or of a set in an update. */
export interface ConfigElement {
  readonly kind: 'value' | 'policy' | 'group';
  /** Names from the root to the element itself, such as `['Channel', 'Orderer', 'BatchSize']`. */
  readonly names: readonly [string, ...string[]];
  /** Such as `/Channel/Orderer/BatchSize`. */
  readonly path: string;
  readonly version: number;
  /** Name of the policy that governs changes of the element, as written: relative to its group, or absolute. */
  readonly modPolicy: string;
  /** The message inside a value or policy; empty for a group. */
  readonly content: Uint8Array;
}

/** Elements by kind and path: a value and a policy may share a name. */
export type ConfigElements = ReadonlyMap<string, ConfigElement>;

/** A ConfigUpdate, taken apart. */
export interface UpdateElements {
  readonly channel: string;
  readonly read: ConfigElements;
  readonly write: ConfigElements;
}

const CONFIG_UPDATE: MessageFields = { 1: 'bytes', 2: 'bytes', 3: 'bytes' };
const GROUP: MessageFields = {
  1: 'number',
  2: 'repeated bytes',
  3: 'repeated bytes',
  4: 'repeated bytes',
  5: 'bytes',
};
const LEAF: MessageFields = { 1: 'number', 2: 'bytes', 3: 'bytes' };
const MAP_ENTRY: MessageFields = { 1: 'bytes', 2: 'bytes' };

/** Fabric's own rule for names: common/configtx/validator.go validateConfigID. */
const NAME = /^[a-zA-Z0-9.-]{1,249}$/;
/** A channel has three levels of groups; deeper ones are made to exhaust the reader. */
const DEEPEST = 16;

/** @throws RangeError if the bytes are anything but exactly one ConfigUpdate. */
export function readUpdateElements(update: Uint8Array): UpdateElements {
  const message = new StrictMessage(update, CONFIG_UPDATE);
  const channel = message.text(1);
  if (!NAME.test(channel)) throw new RangeError('it names no channel');
  return {
    channel,
    read: readGroupElements(message.bytes(2)),
    write: readGroupElements(message.bytes(3)),
  };
}

/**
 * @param channelGroup - a serialised ConfigGroup: the root of a configuration or of a set in an update.
 * @throws RangeError if the bytes are none.
 */
export function readGroupElements(channelGroup: Uint8Array): ConfigElements {
  const elements = new Map<string, ConfigElement>();
  addGroup(elements, ['Channel'], channelGroup);
  return elements;
}

export function keyOf({ kind, path }: Pick<ConfigElement, 'kind' | 'path'>): string {
  return `${kind} ${path}`;
}

function addGroup(
  elements: Map<string, ConfigElement>,
  names: readonly [string, ...string[]],
  bytes: Uint8Array,
): void {
  if (names.length > DEEPEST) throw new RangeError('groups are nested too deeply');
  const group = new StrictMessage(bytes, GROUP);
  add(elements, 'group', names, {
    version: group.number(1),
    modPolicy: group.text(5),
    content: new Uint8Array(),
  });
  for (const [name, entry] of entriesOf(group.all(2))) addGroup(elements, [...names, name], entry);
  for (const [kind, field] of [
    ['value', 3],
    ['policy', 4],
  ] as const) {
    for (const [name, entry] of entriesOf(group.all(field))) {
      const leaf = new StrictMessage(entry, LEAF);
      add(elements, kind, [...names, name], {
        version: leaf.number(1),
        modPolicy: leaf.text(3),
        content: leaf.bytes(2),
      });
    }
  }
}

function entriesOf(entries: readonly Uint8Array[]): [string, Uint8Array][] {
  return entries.map((bytes) => {
    const entry = new StrictMessage(bytes, MAP_ENTRY);
    const name = entry.text(1);
    if (!NAME.test(name) || name === '.' || name === '..')
      throw new RangeError('an element has a name that Fabric does not take');
    return [name, entry.bytes(2)];
  });
}

function add(
  elements: Map<string, ConfigElement>,
  kind: ConfigElement['kind'],
  names: readonly [string, ...string[]],
  rest: Pick<ConfigElement, 'version' | 'modPolicy' | 'content'>,
): void {
  const element = { kind, names, path: `/${names.join('/')}`, ...rest };
  const key = keyOf(element);
  if (elements.has(key)) throw new RangeError(`${element.path} is there twice`);
  elements.set(key, element);
}

/**
 * Elements that an update changes, by Fabric's rule (common/configtx/update.go computeDeltaSet): all of the write
 * set but those that the read set holds at the same version.
 */
export function changedElements({ read, write }: UpdateElements): readonly ConfigElement[] {
  return [...write.values()].filter((element) => read.get(keyOf(element))?.version !== element.version);
}
