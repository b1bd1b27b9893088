import type { Command } from 'commander';
import { createClient, type GridtuneClient } from '../../client/client.js';
import { InvalidInputError } from '../../domain/errors.js';
import { readText } from './read-text.js';

export interface ServerOptions {
  readonly server?: string;
  readonly tokenFile?: string;
}

export function addServerOptions(command: Command): Command {
  return command
    .option('--server <url>', 'ask the service there, such as http://127.0.0.1:8080, and do nothing here')
    .option(
      '--token-file <file>',
      'with --server: file that holds the token; default: what GRIDTUNE_TOKEN holds',
    );
}

/** @throws InvalidInputError for an address that is none, and without a token */
export async function openClient({ server = '', tokenFile }: ServerOptions): Promise<GridtuneClient> {
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol))
    throw new InvalidInputError('--server', [
      { path: '', message: `must be an address such as http://127.0.0.1:8080, got ${server}` },
    ]);
  const token =
    tokenFile === undefined
      ? process.env['GRIDTUNE_TOKEN']
      : (await readText('--token-file', tokenFile)).trim();
  if (token) return createClient({ url: server, token });
  throw new InvalidInputError('--server', [
    { path: '', message: 'needs a token: put it into GRIDTUNE_TOKEN, or name its file with --token-file' },
  ]);
}
