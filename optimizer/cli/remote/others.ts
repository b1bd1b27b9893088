import { AuditMismatchError, NetworkDownError } from '../../domain/errors.js';
import type { Objective } from '../../domain/objective.js';
import type { Role } from '../../domain/actor.js';
import { textArgument, type RemoteBody, type RemoteContext } from '../command.js';
import { given } from './request-body.js';
import { runJob } from './run-job.js';
import { bodyOf, tellValue } from './tell.js';

/** `network status --server` */
export const remoteNetworkStatus: RemoteBody = async ({ client, output }) => {
  const network = bodyOf(await client.api.GET('/network'));
  tellValue(output, network);
  if (!network.healthy) throw new NetworkDownError(network.problem ?? 'a node does not answer');
};

/** `audit --server`: both records, the newest 500 steps. */
export async function remoteAudit(
  subject: string | undefined,
  { client, output }: RemoteContext,
): Promise<void> {
  const query = given({ subject, ledger: 'true' as const, limit: 500 });
  const audit = bodyOf(await client.api.GET('/audit', { params: { query } }));
  tellValue(output, audit);
  const [first] = audit.comparison?.disagreements ?? [];
  if (first) throw new AuditMismatchError(first.message);
}

/** `verify --server` */
export async function remoteVerification(
  wish: {
    readonly applicationId: string;
    readonly pairs: number;
    readonly seconds: number;
    readonly sendRateTps: number | undefined;
    readonly objective: Objective | undefined;
  },
  context: RemoteContext,
): Promise<void> {
  const { client, output } = context;
  const body = given(wish);
  tellValue(output, await runJob(context, (headers) => client.api.POST('/verifications', { body, headers })));
}

/** `token create --server` */
export async function remoteNewToken(
  token: { readonly role: Role; readonly name: string; readonly lifetimeDays: number | undefined },
  { client, output }: RemoteContext,
): Promise<void> {
  tellValue(output, bodyOf(await client.api.POST('/tokens', { body: given(token) })));
}

export const remoteTokens: RemoteBody = async ({ client, output }) => {
  const page = bodyOf(await client.api.GET('/tokens', { params: { query: { limit: 500 } } }));
  tellValue(output, page.items);
};

export const remoteRevocation: RemoteBody = async ({ client, output }, [argument]) => {
  const id = textArgument(argument) ?? '';
  await client.api.DELETE('/tokens/{id}', { params: { path: { id } } });
  output.result({ id, revoked: true }, `token ${id} is revoked`);
};

export const remoteProposals: RemoteBody = async ({ client, output }) => {
  const page = bodyOf(await client.api.GET('/proposals', { params: { query: { limit: 500 } } }));
  tellValue(output, page.items);
};
