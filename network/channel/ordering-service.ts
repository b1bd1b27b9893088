import { DeadlineError, NetworkDownError } from '../../optimizer/domain/errors.js';
import type { DeliverRequest } from './deliver.js';
import type { NodeClient } from './endpoint.js';
import type { SigningIdentity } from './identity.js';
import type { ReadablePeer } from './live-blocks.js';

/** A node is given this long to answer before the next one is asked. */
export const ANSWER_DEADLINE_MS = 5000;

/** One channel: its nodes, and who speaks to them. */
export interface ChannelAccess {
  readonly channel: string;
  readonly orderers: OrderingService;
  readonly peers: readonly ReadablePeer[];
  /** Reads from orderers and stands under what is sent. */
  readonly submitter: SigningIdentity;
  /** Sign updates. */
  readonly administrators: readonly [SigningIdentity, ...SigningIdentity[]];
}

/** The orderers of a channel, of which any one that answers will do. */
export class OrderingService {
  readonly clients: readonly NodeClient[];
  #lastAnswering = 0;

  constructor(clients: readonly NodeClient[]) {
    this.clients = clients;
  }

  /** More than half of the orderers. */
  get majority(): number {
    return Math.floor(this.clients.length / 2) + 1;
  }

  /** The orderer that answered last comes first, so that a dead one costs its deadline only once. */
  inTurn(): readonly NodeClient[] {
    const first = this.#lastAnswering;
    return [...this.clients.slice(first), ...this.clients.slice(0, first)];
  }

  /** Asks one orderer after the other. @throws NetworkDownError, DeadlineError if none of them answers */
  async ask<T>(question: (client: NodeClient) => Promise<T>): Promise<T> {
    let last: unknown = new NetworkDownError('no orderer of the channel is known');
    for (const client of this.inTurn()) {
      try {
        const answer = await question(client);
        this.#lastAnswering = this.clients.indexOf(client);
        return answer;
      } catch (error) {
        if (!isSilence(error)) throw error;
        last = error;
      }
    }
    throw last;
  }

  close(): void {
    for (const client of this.clients) client.close();
  }
}

/** Whether an error says no more than that a node did not answer. */
export function isSilence(error: unknown): error is NetworkDownError | DeadlineError {
  return error instanceof NetworkDownError || error instanceof DeadlineError;
}

export function asSubmitter({ channel, submitter }: ChannelAccess): DeliverRequest {
  return { channel, identity: submitter, deadlineMs: ANSWER_DEADLINE_MS };
}
