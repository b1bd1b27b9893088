import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireNode, requireOwnPackages } from './prepare.mjs';

describe('requireNode', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.3.1'])('accepts %s', (version) => {
    expect(() => requireNode(version)).not.toThrow();
  });

  it.each(['20.18.9', '18.20.0'])('refuses %s and says what to install', (version) => {
    expect(() => requireNode(version)).toThrow(`Node ${version} is too old: install Node 20.19 or newer`);
  });
});

describe('requireOwnPackages', () => {
  it('takes a folder, and none at all, and refuses a link to those of another checkout', () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'gridtune-prepare-'));
    try {
      const [own, link] = [path.join(directory, 'own'), path.join(directory, 'link')];
      mkdirSync(own);
      symlinkSync(own, link);
      expect(() => requireOwnPackages(own)).not.toThrow();
      expect(() => requireOwnPackages(path.join(directory, 'none'))).not.toThrow();
      expect(() => requireOwnPackages(link)).toThrow(/is a link: remove it/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
