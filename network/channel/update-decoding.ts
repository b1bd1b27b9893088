import { messageOf } from '../../optimizer/domain/errors.js';
import type { ConfigElementChange, DecodedUpdate } from '../../optimizer/domain/update-inspection.js';
import { changedElements, readUpdateElements, type ConfigElement } from './update-decoding-elements.js';
import { describeElement } from './update-decoding-content.js';
import { printable } from './update-decoding-text.js';
import { readOrderingSetting, settingsFaults, type OrderingSetting } from './update-decoding-settings.js';

/** Policies that the tools of Fabric put over the ordering settings: one and the same, by two names. */
const USUAL_POLICIES = ['Admins', '/Channel/Orderer/Admins'];

/**
 * What the bytes of an update really change, told from the bytes alone: no network, and no trust in who sent them.
 * Bytes that are no update, in part or in whole, are a fault and never an exception.
 */
export function decodeUpdate(update: Uint8Array): DecodedUpdate {
  return decode(update, usualPolicyFault);
}

/** Judges one changed element where more is known than the bytes say. @returns why it must not be signed. */
export type ElementJudge = (element: ConfigElement) => string | undefined;

/** As {@link decodeUpdate}, with a judge of its own for what bytes alone leave open. */
export function decode(update: Uint8Array, judge: ElementJudge): DecodedUpdate {
  try {
    const elements = readUpdateElements(update);
    const changed = changedElements(elements).map((element) => ({ element, ...readElement(element) }));
    const settings = Object.assign({}, ...changed.map(({ setting }) => setting?.settings));
    const faults = [
      ...(changed.length === 0 ? ['the update changes nothing: the ordering service would refuse it'] : []),
      ...changed.flatMap(({ element, fault }) => fault ?? judge(element) ?? []),
      ...settingsFaults(settings),
    ];
    return {
      channel: elements.channel,
      changes: changed.map(({ element, setting }) => describeChange(element, setting)),
      settings,
      faults: faults.map(printable),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const fault = `the bytes are no channel update (${printable(messageOf(error))}): ask for the proposal again`;
    return { channel: '', changes: [], settings: {}, faults: [fault] };
  }
}

function readElement(element: ConfigElement): { setting?: OrderingSetting; fault?: string } {
  try {
    const setting = readOrderingSetting(element);
    if (setting) return { setting };
    return { fault: `${element.path} is no ordering setting: gridtune changes nothing else, do not sign` };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { fault: `${element.path} cannot be read (${messageOf(error)}): do not sign` };
  }
}

function describeChange(element: ConfigElement, setting: OrderingSetting | undefined): ConfigElementChange {
  const { path, kind, version, modPolicy } = element;
  const words = setting?.words ?? describeElement(element);
  const governed = modPolicy === 'Admins' ? '' : `; changed from now on by policy "${modPolicy}"`;
  const content = printable(words + governed);
  return { path, kind, version, content, isOrderingSetting: setting !== undefined };
}

function usualPolicyFault({ path, modPolicy }: ConfigElement): string | undefined {
  if (USUAL_POLICIES.includes(modPolicy)) return undefined;
  return `${path} would be governed by the policy "${modPolicy}" from now on: sign only where the channel can be read and says the same`;
}
