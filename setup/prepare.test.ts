import { describe, expect, it } from 'vitest';
import { requireNode } from './prepare.mjs';

describe('requireNode', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.3.1'])('accepts %s', (version) => {
    expect(() => requireNode(version)).not.toThrow();
  });

  it.each(['20.18.9', '18.20.0'])('refuses %s and says what to install', (version) => {
    expect(() => requireNode(version)).toThrow(`Node ${version} is too old: install Node 20.19 or newer`);
  });
});
