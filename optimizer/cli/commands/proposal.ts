import type { Register } from '../command.js';
import { registerCreate } from './proposal/create.js';
import { registerList } from './proposal/list.js';
import { registerShow } from './proposal/show.js';
import { registerSign } from './proposal/sign.js';
import { registerSubmit } from './proposal/submit.js';
import { registerWithdraw } from './proposal/withdraw.js';

/** `proposal create | show | sign | submit | list | withdraw`: changes that several organisations have to sign. */
export const registerProposal: Register = (program, registry) => {
  const proposal = program
    .command('proposal')
    .description('changes that the administrators of several organisations have to sign');
  registerCreate(proposal, registry);
  registerShow(proposal, registry);
  registerSign(proposal, registry);
  registerSubmit(proposal, registry);
  registerList(proposal, registry);
  registerWithdraw(proposal, registry);
};
