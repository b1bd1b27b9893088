import { ExchangeContract } from './exchange-contract.js';

/** What `fabric-chaincode-node` looks for: the contract classes this package offers. */
export const contracts = [ExchangeContract];
