import type { Command } from 'commander';
import type { GridtuneClient } from '../client/client.js';
import { InvalidInputError } from '../domain/errors.js';
import type { Progress } from '../domain/ports.js';
import type { Output } from './output.js';
import type { Services } from '../operations/services.js';

export interface CommandContext {
  readonly services: Services;
  readonly output: Output;
}

/** @param parameters - the command's arguments in order, as commander hands them over. */
export type CommandBody = (context: CommandContext, parameters: readonly unknown[]) => Promise<void>;

/** What a command has that asks a service instead of doing the work itself. */
export interface RemoteContext {
  readonly client: GridtuneClient;
  readonly output: Output;
  readonly progress: Progress;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export type RemoteBody = (context: RemoteContext, parameters: readonly unknown[]) => Promise<void>;

/**
 * Gives a command its common options and its body.
 * @param remote - what it does with `--server`; a command without one has no such option.
 */
export type CommandRegistry = (command: Command, body: CommandBody, remote?: RemoteBody) => void;

export type Register = (program: Command, registry: CommandRegistry) => void;

/** An option that holds a number. @throws InvalidInputError naming the option. */
export function numberOption(name: string, rule: (value: number) => boolean, wanted: string) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || !rule(value)) {
      throw new InvalidInputError(name, [{ path: '', message: `must be ${wanted}, got ${text}` }]);
    }
    return value;
  };
}

/** A command's argument as text; undefined if it was left out. */
export function textArgument(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
