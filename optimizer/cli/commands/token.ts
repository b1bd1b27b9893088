import { Option } from 'commander';
import { createToken, type TokenServices } from '../../access/create-token.js';
import { revokeToken } from '../../access/revoke-token.js';
import { readAppConfig } from '../../config/app-config.js';
import type { AccessToken } from '../../domain/access-token.js';
import { roleSchema, ROLES, type Role } from '../../domain/actor.js';
import { InvalidInputError } from '../../domain/errors.js';
import { systemClock } from '../../domain/wait.js';
import { commandLineUser } from '../../operations/requested-by.js';
import { serviceAudit } from '../../operations/service-audit.js';
import type { Services } from '../../operations/services.js';
import { numberOption, textArgument, type CommandContext, type Register } from '../command.js';
import { table } from '../output.js';
import { remoteNewToken, remoteRevocation, remoteTokens } from '../remote/others.js';

interface CreateOptions {
  readonly role: string;
  readonly name?: string;
  readonly days?: number;
}

const LONGEST_NAME = 64;

/** `token create | list | revoke`: who may use the service, and as what. */
export const registerToken: Register = (program, registry) => {
  const tokens = program.command('token').description('bearer tokens of the service, each with a role');
  const create = tokens
    .command('create')
    .description('make a token; it is shown once and kept as a hash')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--name <name>', 'whose it is, as records name it; default: the role')
    .option(
      '--days <n>',
      'days until it ends; default: 90, or what the configuration says',
      numberOption(
        '--days',
        (days) => Number.isInteger(days) && days >= 1 && days <= 3650,
        'days, 1 to 3650',
      ),
    );
  registry(
    create,
    async (context) => createOne(context, create.opts<CreateOptions>()),
    (context) => {
      const options = create.opts<CreateOptions>();
      return remoteNewToken({ ...nameAndRole(options), lifetimeDays: options.days }, context);
    },
  );
  registry(
    tokens.command('list').description('every token, the newest first, without its secret'),
    list,
    remoteTokens,
  );
  registry(
    tokens.command('revoke').description('end a token').argument('<id>', 'as "gridtune token list" shows it'),
    revoke,
    remoteRevocation,
  );
};

async function createOne({ services, output }: CommandContext, options: CreateOptions): Promise<void> {
  const { role, name } = nameAndRole(options);
  const lifetimeDays = options.days ?? (await readAppConfig(services.paths.config)).service.tokenLifetimeDays;
  const { token, record } = await createToken(
    await tokenServices(services),
    { role, name, lifetimeDays },
    commandLineUser(),
    systemClock.now(),
  );
  output.result(
    { token, ...shown(record) },
    `${token}\n\n${role} ${name}, until ${record.expiresAt}; it is shown this once: keep it where only you can read it`,
  );
}

function nameAndRole(options: CreateOptions): { readonly role: Role; readonly name: string } {
  const role = roleSchema.parse(options.role);
  const name = (options.name ?? role).trim();
  if (name !== '' && name.length <= LONGEST_NAME) return { role, name };
  throw new InvalidInputError('--name', [{ path: '', message: `must have 1 to ${LONGEST_NAME} characters` }]);
}

async function list({ services, output }: CommandContext): Promise<void> {
  const tokens = (await (await services.store()).tokens.list()).toSorted((a, b) =>
    b.createdAt.localeCompare(a.createdAt),
  );
  const rows = tokens.map((token) => [
    token.id,
    token.role,
    token.name,
    stateOf(token, systemClock.now()),
    token.expiresAt,
    token.createdBy,
  ]);
  const text =
    rows.length === 0
      ? 'no token yet: "gridtune token create --role admin" makes one'
      : table(['id', 'role', 'name', 'state', 'ends', 'made by'], rows);
  output.result(tokens.map(shown), text);
}

async function revoke({ services, output }: CommandContext, [argument]: readonly unknown[]): Promise<void> {
  const id = textArgument(argument) ?? '';
  const record = await revokeToken(await tokenServices(services), id, commandLineUser(), systemClock.now());
  output.result(
    shown(record),
    `token ${id} (${record.name}) is revoked: within five seconds nobody believes it`,
  );
}

async function tokenServices(services: Services): Promise<TokenServices> {
  const store = await services.store();
  return { store, audit: serviceAudit(store, systemClock) };
}

function shown({ sha256: _hash, version: _version, ...rest }: AccessToken) {
  return rest;
}

function stateOf({ revokedAt, expiresAt }: AccessToken, nowMs: number): string {
  if (revokedAt !== undefined) return 'revoked';
  return Date.parse(expiresAt) <= nowMs ? 'ended' : 'valid';
}
