import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { CancelledError, ChannelBusyError, StoreUnreachableError, messageOf } from './errors.js';
import type { ChannelClaim, ChannelClaims, ChannelConfig, Network, Progress } from './ports.js';
import { describeSettings, sameSettings, type OrdererSettings } from './settings.js';
import { withDeadline, type Clock } from './wait.js';

export interface ExclusiveChannelOptions {
  readonly claims: ChannelClaims;
  readonly network: Pick<Network, 'id' | 'channelName' | 'channel'>;
  readonly clock: Clock;
  readonly progress: Progress;
  /** What the holder does, as whoever is refused reads it. */
  readonly purpose: string;
  readonly signal: AbortSignal;
  /**
   * Finishes or undoes changes that were cut short. Runs once the channel is held, before its settings are read.
   * @throws anything: the channel is not to be used then
   */
  readonly settle: () => Promise<void>;
  /**
   * Whether the channel gets its original settings back, unless the work chooses others. False for a change that is
   * to stay: its own journal says what to do when it is cut short, and nothing may undo it behind the journal's back.
   */
  readonly putsBack?: boolean;
}

/** The channel, held by nobody else while the work runs. */
export interface HeldChannel {
  /** Settings found when the channel was taken. */
  readonly original: OrdererSettings;
  /** Aborted when the user cancels, and when the claim is lost. */
  readonly signal: AbortSignal;
  /**
   * Chooses what the channel is left with; unless called, that is `original`.
   * @param settings - undefined: whatever it has when the work ends, because a change with a journal begins.
   */
  leaveWith(settings: OrdererSettings | undefined): Promise<void>;
}

const CLAIM_LASTS_MS = 15_000;
const RENEW_EVERY_MS = 4000;
const GIVE_UP_DEADLINE_MS = 2000;

/**
 * Runs `work` while holding the channel, and leaves the channel with its original settings however the work
 * ends, where it `putsBack`. If the process is killed, the settings stay recorded in the claim: the next holder puts
 * them back first.
 * @throws ChannelBusyError if somebody else holds the channel
 */
export async function withExclusiveChannel<T>(
  options: ExclusiveChannelOptions,
  work: (held: HeldChannel) => Promise<T>,
): Promise<T> {
  const { claims, network, clock, signal, putsBack = true } = options;
  const id = claimIdOf(network);
  const holder = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;
  const claim = (restore?: OrdererSettings): ChannelClaim => ({
    id,
    holder,
    purpose: options.purpose,
    host: hostname(),
    pid: process.pid,
    restore,
    expiresAtMs: clock.now() + CLAIM_LASTS_MS,
  });
  const previous = await take(claim(), options);
  const lost = new AbortController();
  const heart = keepRenewing(id, holder, options, lost);
  // Until the channel was read, what a dead holder has to get back is all there is to put back.
  let leave = previous?.restore;
  try {
    if (previous?.restore) {
      await putBackForTheDead(previous, previous.restore, options);
      leave = undefined;
      await claims.take(claim(), clock.now());
    }
    await options.settle();
    const { settings: original } = await network.channel.read();
    if (putsBack) {
      leave = original;
      await claims.take(claim(leave), clock.now());
    }
    return await work({
      original,
      signal: AbortSignal.any([signal, lost.signal]),
      leaveWith: async (settings) => {
        leave = settings;
        await claims.take(claim(leave), clock.now());
      },
    });
  } catch (error) {
    // Cancelled by the loss of the claim rather than by the user: say so.
    throw error instanceof CancelledError && lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    heart.stop();
    await end(id, holder, leave, options);
  }
}

export function claimIdOf({ id, channelName }: Pick<Network, 'id' | 'channelName'>): string {
  return `${id}/${channelName}`;
}

async function take(
  claim: ChannelClaim,
  { claims, clock }: ExclusiveChannelOptions,
): Promise<ChannelClaim | undefined> {
  let answer = await claims.take(claim, clock.now());
  if (!answer.taken && isDead(answer.heldBy)) {
    // Ends only that holder's claim; if somebody newer took it meanwhile, nothing happens here.
    await claims.renew(claim.id, answer.heldBy.holder, 0);
    answer = await claims.take(claim, clock.now());
  }
  if (answer.taken) return answer.previous;
  const { purpose, host, pid } = answer.heldBy;
  throw new ChannelBusyError(
    `the channel is held by ${purpose} (process ${pid} on ${host}): wait for it to end, or stop it, and run the command again`,
  );
}

/** Only a process on this host can be known to be gone; elsewhere the claim has to run out. */
function isDead({ host, pid }: ChannelClaim): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

async function putBackForTheDead(
  { purpose }: ChannelClaim,
  restore: OrdererSettings,
  { network, progress }: ExclusiveChannelOptions,
): Promise<void> {
  const { settings } = await network.channel.read();
  if (sameSettings(settings, restore)) return;
  await network.channel.apply(restore);
  progress.warn(
    `${purpose} was cut short and left ${describeSettings(settings)}: put ${describeSettings(restore)} back`,
  );
}

/** Renews the claim until stopped; aborts the work once the claim is another's or cannot be renewed in time. */
function keepRenewing(
  id: string,
  holder: string,
  { claims, clock }: ExclusiveChannelOptions,
  lost: AbortController,
): { stop(): void } {
  let lastRenewedMs = clock.now();
  const renew = async (): Promise<void> => {
    try {
      if (await claims.renew(id, holder, clock.now() + CLAIM_LASTS_MS)) lastRenewedMs = clock.now();
      else lost.abort(new ChannelBusyError('the claim on the channel was taken over by another process'));
    } catch (cause) {
      if (clock.now() - lastRenewedMs < CLAIM_LASTS_MS) return;
      lost.abort(
        new StoreUnreachableError(
          'the store did not answer for so long that the claim on the channel ran out',
          { cause },
        ),
      );
    }
  };
  const timer = setInterval(() => void renew(), RENEW_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

/** Puts the settings back, then gives the claim up; a claim whose settings could not be put back stays. */
async function end(
  id: string,
  holder: string,
  leave: OrdererSettings | undefined,
  { claims, network, progress }: ExclusiveChannelOptions,
): Promise<void> {
  const giveUp = async (work: Promise<unknown>): Promise<void> => {
    // The work is over: a store that went away is not worth a long wait, the claim ends without it.
    await withDeadline('giving the channel up', work, GIVE_UP_DEADLINE_MS).catch((error: unknown) =>
      progress.warn(
        `the claim on the channel runs out by itself in ${CLAIM_LASTS_MS / 1000} s: ${messageOf(error)}`,
      ),
    );
  };
  try {
    if (leave) await putBack(network.channel, leave);
  } catch (error) {
    progress.warn(
      `the channel could not be put back to ${leave ? describeSettings(leave) : 'its settings'} (${messageOf(error)}): the next command that uses the channel will do it`,
    );
    return giveUp(claims.renew(id, holder, 0));
  }
  return giveUp(claims.release(id, holder));
}

async function putBack(channel: ChannelConfig, settings: OrdererSettings): Promise<void> {
  const current = await channel.read();
  if (!sameSettings(current.settings, settings)) await channel.apply(settings, { readBack: 'orderers' });
}
