import { z } from 'zod';

/** What may be told to the outside. */
export const NOTICE_TYPES = [
  'job-ended',
  'approval-wanted',
  'settings-changed',
  'settings-taken-back',
  'champion-changed',
  'drift-found',
  'schedule-failed',
] as const;

/** A receiver of notices. Its secret stays where it is: an environment variable of the service. */
export const webhookSchema = z
  .strictObject({
    id: z.string(),
    version: z.int().min(1),
    name: z.string().min(1).max(64),
    url: z.url({ protocol: /^https?$/ }).max(500),
    events: z.array(z.enum(NOTICE_TYPES)).min(1).readonly(),
    /** Name of the variable that holds the secret; GRIDTUNE_WEBHOOK_ and what follows. */
    secretVariable: z.string().regex(/^GRIDTUNE_WEBHOOK_[A-Z0-9_]{1,50}$/),
    enabled: z.boolean(),
    changedBy: z.string(),
    changedAt: z.iso.datetime(),
  })
  .readonly();
export type Webhook = z.infer<typeof webhookSchema>;

export const noticeSchema = z
  .strictObject({
    /** `test`: an administrator tries the receiver. */
    type: z.enum([...NOTICE_TYPES, 'test']),
    at: z.iso.datetime(),
    /** One line for people. */
    message: z.string(),
    /** Job, application, model or schedule that it is about. */
    subjectId: z.string(),
    data: z.record(z.string(), z.unknown()).optional(),
    /** What several instances may notice is told once under one key; absent: each notice is told. */
    key: z.string().max(200).optional(),
  })
  .readonly();
export type Notice = z.infer<typeof noticeSchema>;

/** A notice on its way to one webhook. */
export const deliverySchema = z
  .strictObject({
    id: z.string(),
    version: z.int().min(1),
    webhookId: z.string(),
    notice: noticeSchema,
    status: z.enum(['pending', 'delivered', 'given-up']),
    attempts: z.int().min(0),
    nextAttemptAt: z.iso.datetime().optional(),
    /** Status of the answer, or what went wrong instead. */
    lastOutcome: z.string().optional(),
  })
  .readonly();
export type Delivery = z.infer<typeof deliverySchema>;

/** Tells whoever wants to know; never throws, a lost notice is in the log. */
export interface Notifier {
  notify(notice: Omit<Notice, 'at'>): Promise<void>;
}

/** What is on its way to webhooks; every instance sends. */
export interface WebhookSender {
  /** Sends a notice of type `test` at once and once. @throws NotFoundError, StoreUnreachableError */
  test(webhookId: string): Promise<Delivery>;
}
