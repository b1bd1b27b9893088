import { AuditDouble } from './audit.js';
import { NetworkDouble, ProgressDouble } from './network.js';
import type { Application } from '../../optimizer/domain/application.js';
import { StoreUnreachableError } from '../../optimizer/domain/errors.js';
import { noGuardRails } from '../../optimizer/domain/guard-rails.js';
import { completeSettings, type SettingsChange } from '../../optimizer/domain/settings.js';
import type { Clock } from '../../optimizer/domain/wait.js';
import { memoryStore } from '../../optimizer/store/testing/memory-store.js';
import type { ApplyServices } from '../../optimizer/apply/apply-services.js';
import type { Change } from '../../optimizer/apply/change.js';

/** What a killed process throws in these tests: nothing after it can write or send any more. */
export class Killed extends Error {}

/** Time that passes by sleeping alone. */
export class ClockDouble implements Clock {
  #nowMs = Date.parse('2026-01-31T12:00:00Z');

  now(): number {
    this.#nowMs += 1;
    return this.#nowMs;
  }

  async sleep(ms: number): Promise<void> {
    this.#nowMs += ms;
  }
}

/** A channel, a store and an audit log, and the processes that come and go. */
export function applyFixture() {
  const store = memoryStore();
  const network = new NetworkDouble();
  const audit = new AuditDouble();
  const clock = new ClockDouble();
  /** Services of one process. Its writes, to store and audit log together, can be made to fail. */
  const begin = (): {
    services: ApplyServices;
    progress: ProgressDouble;
    /** From this write on, counted from 1, the store is gone. */
    loseStoreAt(write: number): void;
    /** Ends the process: nothing can be written any more, and what comes next throws. */
    die(): never;
    writes(): number;
  } => {
    const progress = new ProgressDouble();
    let [written, lostAt, dead] = [0, Infinity, false];
    const write = (): void => {
      if (dead) throw new Killed('killed');
      written += 1;
      if (written >= lostAt) throw new StoreUnreachableError('the store does not answer');
    };
    const { applications } = store;
    const { channel } = network;
    /** A dead process asks nobody anything either. */
    const mortal = new Proxy(channel, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...values: unknown[]): unknown => {
          if (dead) throw new Killed('killed');
          return Reflect.apply(value, target, values);
        };
      },
    });
    const services: ApplyServices = {
      network: Object.assign(new NetworkDouble(), { channel: mortal, updates: mortal }),
      clock,
      progress,
      rails: noGuardRails,
      audit: {
        record: async (entry) => {
          write();
          await audit.record(entry);
        },
      },
      store: {
        ...store,
        applications: {
          ...applications,
          insert: async (value) => {
            write();
            await applications.insert(value);
          },
          put: async (value) => {
            write();
            await applications.put(value);
          },
        },
      },
    };
    return {
      services,
      progress,
      loseStoreAt: (at) => (lostAt = at),
      die: () => {
        dead = true;
        throw new Killed('killed');
      },
      writes: () => written,
    };
  };
  const only = async (): Promise<Application> => {
    const [first, ...others] = await store.applications.list({ kind: 'apply' });
    if (!first || others.length > 0) throw new Error('a test expected one application');
    return first;
  };
  return { store, network, channel: network.channel, audit, clock, begin, only };
}

export function changeTo(change: SettingsChange, parts: Partial<Change> = {}): Change {
  return {
    kind: 'apply',
    because: 'manual',
    settingsOn: (inForce) => completeSettings(change, inForce),
    ...parts,
  };
}

export const never = new AbortController().signal;
