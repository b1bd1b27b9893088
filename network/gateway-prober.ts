import { createHash, randomUUID } from 'node:crypto';
import { EndorseError, GatewayError, StatusCode } from '@hyperledger/fabric-gateway';
import { InvalidInputError, messageOf } from '../optimizer/domain/errors.js';
import type { ClientAccess } from '../optimizer/domain/ports.js';
import type { Prober, ProbeOutcome } from '../optimizer/domain/prober.js';
import { openGateway, type ClientGateway } from './client-gateway.js';

/**
 * Probes that publish a record of their own each, as the clients of the exchange do: they touch nobody's data and
 * never conflict.
 * @throws NetworkDownError, InvalidInputError if the client's certificate or key cannot be used
 */
export async function openGatewayProber(access: ClientAccess): Promise<Prober> {
  if (access.chaincode === '') {
    throw new InvalidInputError('--probe-rate', [
      { path: '', message: 'the configuration of the network names no chaincode to send transactions to' },
    ]);
  }
  const gateway = await openGateway(access);
  return {
    send: async (deadlineMs) => sendProbe(gateway, access.chaincode, deadlineMs),
    close: () => gateway.close(),
  };
}

async function sendProbe(
  { network }: ClientGateway,
  chaincode: string,
  deadlineMs: number,
): Promise<ProbeOutcome> {
  try {
    const proposal = network
      .getContract(chaincode)
      .newProposal('PublishRecord', { arguments: probeRecord() });
    const submitted = await (await proposal.endorse()).submit();
    const { successful, code } = await submitted.getStatus({ deadline: Date.now() + deadlineMs });
    return successful ? { kind: 'committed' } : { kind: 'lost', reason: `invalidated: ${codeName(code)}` };
  } catch (error) {
    const detail = error instanceof GatewayError ? error.details[0]?.message : undefined;
    const kind = error instanceof EndorseError ? 'unsent' : 'lost';
    return { kind, reason: detail ?? messageOf(error) };
  }
}

/** Id and content of a record that nobody else has. */
function probeRecord(): string[] {
  const id = `probe-${randomUUID()}`;
  const record = {
    name: `${id}.xml`,
    sizeBytes: 1,
    storageAddress: `probe://gridtune/${id}`,
    sha256: createHash('sha256').update(id).digest('hex'),
    dataType: 'gridtune_probe',
  };
  return [id, JSON.stringify(record)];
}

function codeName(code: number): string {
  return Object.entries(StatusCode).find(([, value]) => value === code)?.[0] ?? String(code);
}
