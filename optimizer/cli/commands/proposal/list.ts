import type { Register } from '../../command.js';
import { table } from '../../output.js';
import { remoteProposals } from '../../remote/others.js';

/** `proposal list`: what was proposed from this store. */
export const registerList: Register = (proposals, registry) => {
  const list = proposals.command('list').description('every proposal of this store, the oldest first');
  registry(
    list,
    async ({ services, output }) => {
      const stored = await (await services.store()).proposals.list();
      const entries = stored.map((proposal) => ({
        id: proposal.id,
        createdAt: proposal.createdAt,
        createdBy: proposal.createdBy,
        networkId: proposal.networkId,
        channel: proposal.channel,
        status: proposal.status,
        because: proposal.because,
        before: proposal.before,
        after: proposal.after,
        signedBy: [...new Set(proposal.signatures.map(({ mspId }) => mspId))],
        applicationId: proposal.applicationId,
        replaces: proposal.replaces,
        replacedBy: proposal.replacedBy,
      }));
      const rows = entries.map(({ id, channel, status, because, signedBy, applicationId, replacedBy }) => [
        id,
        channel,
        status,
        because,
        signedBy.join(' ') || undefined,
        applicationId ?? replacedBy,
      ]);
      const text =
        rows.length === 0
          ? 'no proposal yet: "gridtune proposal create" makes one'
          : table(['proposal', 'channel', 'status', 'because of', 'signed by', 'became'], rows);
      output.result(entries, text);
    },
    remoteProposals,
  );
};
