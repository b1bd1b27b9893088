import { KIB, SETTING_NAMES, type OrdererSettings, type SettingName } from '../../domain/settings.js';
import { bytes, plain } from '../number-format.js';

/** Names of the settings with their units, for axes and legends. */
export const SETTING_TITLES: Readonly<Record<SettingName, string>> = {
  maxMessageCount: 'maxMessageCount (transactions)',
  preferredMaxBytes: 'preferredMaxBytes',
  absoluteMaxBytes: 'absoluteMaxBytes',
  batchTimeoutMs: 'batchTimeoutMs (ms)',
};

/** A setting on a numeric axis: bytes in KiB. */
export function axisValue(name: SettingName, settings: OrdererSettings): number {
  return isBytes(name) ? settings[name] / KIB : settings[name];
}

export function axisTitle(name: SettingName): string {
  return isBytes(name) ? `${name} (KiB)` : SETTING_TITLES[name];
}

function isBytes(name: SettingName): boolean {
  return name === 'preferredMaxBytes' || name === 'absoluteMaxBytes';
}

/** A value of one setting as short as a tick label: `10`, `512 KiB`. */
export function tickOf(name: SettingName, value: number): string {
  return isBytes(name) ? shortBytes(value) : plain(value);
}

/** A value with what it is: `10 tx`, `250 ms`, `512 KiB preferred`. */
export function valueWords(name: SettingName, value: number): string {
  const words: Record<SettingName, string> = {
    maxMessageCount: `${plain(value)} tx`,
    preferredMaxBytes: `${shortBytes(value)} preferred`,
    absoluteMaxBytes: `${shortBytes(value)} absolute`,
    batchTimeoutMs: `${plain(value)} ms`,
  };
  return words[name];
}

/** The settings that vary, as a label: `10 tx · 250 ms`; all of them where none varies. */
export function settingsLabel(settings: OrdererSettings, varied: readonly SettingName[]): string {
  const shown = SETTING_NAMES.filter((name) => varied.length === 0 || varied.includes(name));
  return shown.map((name) => valueWords(name, settings[name])).join(' · ');
}

function shortBytes(value: number): string {
  return bytes(value).replace(/\.0(?= )/, '');
}
