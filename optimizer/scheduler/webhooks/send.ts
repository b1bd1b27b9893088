import type { Delivery, Webhook } from '../../domain/webhook.js';
import { signatureOf, WEBHOOK_HEADERS } from './signature.js';

/** What came of one attempt, in words without anything secret. */
export interface Attempt {
  readonly delivered: boolean;
  readonly outcome: string;
}

export interface Sending {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** For connection and answer together. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** A shorter one could be found by trying. */
export const SHORTEST_SECRET = 16;

/**
 * Sends a notice once. Redirects are not followed, and of the answer nothing but the status is read: a receiver can
 * neither lead elsewhere nor put anything into the store. The secret is read now and kept nowhere.
 */
export async function send(webhook: Webhook, delivery: Delivery, sending: Sending): Promise<Attempt> {
  const secret = sending.environment[webhook.secretVariable] ?? '';
  const wrong = secretFault(webhook.secretVariable, secret);
  if (wrong !== undefined) return { delivered: false, outcome: wrong };
  const { key: _key, ...notice } = delivery.notice;
  const body = JSON.stringify({ id: delivery.id, ...notice });
  const timestamp = Math.floor(sending.now() / 1000);
  const deadline = AbortSignal.timeout(sending.deadlineMs);
  try {
    const response = await fetch(webhook.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'gridtune',
        [WEBHOOK_HEADERS.delivery]: delivery.id,
        [WEBHOOK_HEADERS.event]: notice.type,
        [WEBHOOK_HEADERS.timestamp]: String(timestamp),
        [WEBHOOK_HEADERS.signature]: signatureOf(secret, timestamp, body),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([deadline, sending.signal]),
    });
    await response.body?.cancel();
    return { delivered: response.ok, outcome: describeStatus(response.status) };
  } catch (error) {
    if (deadline.aborted)
      return { delivered: false, outcome: `no answer within ${sending.deadlineMs / 1000} s` };
    return { delivered: false, outcome: describeFailure(error) };
  }
}

function secretFault(variable: string, secret: string): string | undefined {
  if (secret === '') return `the service has no environment variable ${variable}: set it and start it again`;
  if (secret.length >= SHORTEST_SECRET) return undefined;
  return `the secret in ${variable} is shorter than ${SHORTEST_SECRET} characters`;
}

function describeStatus(status: number): string {
  return status >= 300 && status < 400 ? `${status}: redirects are not followed` : String(status);
}

/** By its code: messages of the connection may name more than a record should hold. */
function describeFailure(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? `could not be reached: ${code}` : 'could not be reached';
}
