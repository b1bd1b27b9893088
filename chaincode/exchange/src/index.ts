import { ExchangeContract } from './exchange-contract.js';
import { TuningContract } from './tuning-contract.js';

/**
 * What `fabric-chaincode-node` looks for: the contract classes this package offers. The first is the default:
 * its functions are called without a prefix, those of the second as `tuning:Record`.
 */
export const contracts = [ExchangeContract, TuningContract];
