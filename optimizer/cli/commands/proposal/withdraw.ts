import { withdrawProposal } from '../../../apply/proposals/withdraw-proposal.js';
import { textArgument, type Register } from '../../command.js';

/** `proposal withdraw`: says that a proposal is not to be sent any more. */
export const registerWithdraw: Register = (proposals, registry) => {
  const withdraw = proposals
    .command('withdraw')
    .description('have a proposal not submitted any more from this store')
    .argument('<proposal>', 'id of a stored proposal');
  registry(withdraw, async ({ services, output }, [argument]) => {
    const store = await services.store();
    const audit = await services.audit();
    const { id, status } = await withdrawProposal({ store, audit }, textArgument(argument) ?? '');
    output.result(
      { proposalId: id, status },
      `${id} is withdrawn: this store submits it no more. Signatures that others hold stay valid until the channel's ordering settings change`,
    );
  });
};
