import { createHmac } from 'node:crypto';

/** Names of the headers that a receiver looks at; docs/webhooks.md tells how. */
export const WEBHOOK_HEADERS = {
  delivery: 'Gridtune-Delivery',
  event: 'Gridtune-Event',
  timestamp: 'Gridtune-Timestamp',
  signature: 'Gridtune-Signature',
} as const;

/**
 * HMAC-SHA256 over timestamp, a dot and the body, so that neither can be changed and an old delivery cannot be shown
 * again as a new one.
 * @param timestamp - of the sending, whole seconds since the epoch
 * @returns `v1=` and 64 hexadecimal digits
 */
export function signatureOf(secret: string, timestamp: number, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}
