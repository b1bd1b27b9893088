import { Option } from 'commander';
import { numberOption, type Register } from '../command.js';

interface ServeOptions {
  readonly port?: number;
  readonly host?: string;
}

/** `serve`: the REST interface, the page, jobs and schedules, until it is told to stop. */
export const registerServe: Register = (program, registry) => {
  const serve = program
    .command('serve')
    .description('serve the REST interface and the page; runs jobs and schedules until it is stopped')
    .addOption(portOption())
    .option('--host <address>', 'address to listen on; anything but loopback needs TLS in the configuration');
  registry(serve, async ({ services, output }) => {
    const { url, stopped } = await services.serve(serve.opts<ServeOptions>());
    output.result({ url }, `gridtune serves ${url}`);
    await stopped;
  });
};

export function portOption(): Option {
  return new Option(
    '--port <n>',
    'port to listen on; 0: a free one; default: 8080, or what the configuration says',
  ).argParser(
    numberOption(
      '--port',
      (port) => Number.isInteger(port) && port >= 0 && port <= 65_535,
      'a port, 0 to 65535',
    ),
  );
}
