import { z } from 'zod';

/** The service's own settings, under `service:` in gridtune.yaml. */
export const serviceConfigSchema = z
  .strictObject({
    /** Where it listens; anything but loopback needs `tls`. */
    host: z.string().min(1).max(255).default('127.0.0.1'),
    port: z.int().min(0).max(65_535).default(8080),
    /** Names besides loopback's own that a proxy in front may ask under. */
    hostNames: z.array(z.string().min(1).max(255)).max(20).default([]),
    /** PEM files, relative to gridtune.yaml. */
    tls: z.strictObject({ certificate: z.string().min(1), key: z.string().min(1) }).optional(),
    /** Approvers that an application of settings needs, the asker among them if that is one. */
    approvalsRequired: z.int().min(1).max(5).default(1),
    /** Jobs that this instance runs side by side; one of them at most changes the channel. */
    concurrentJobs: z.int().min(1).max(16).default(2),
    /** Days after which a token ends unless it says so itself. */
    tokenLifetimeDays: z.int().min(1).max(3650).default(90),
    /** Requests a minute of one token, and of one address without a token. */
    requestsPerMinute: z.int().min(10).max(1_000_000).default(6000),
    /** Wrong tokens a minute from one address, before more from there are not even looked up. */
    failedTokensPerMinute: z.int().min(1).max(1_000_000).default(30),
    /** Largest body of a request; imports of results are allowed 64 MiB. */
    bodyLimitBytes: z.int().min(1024).max(16_777_216).default(1_048_576),
    /** Least important lines that are logged. */
    logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    /** How long a stop waits for running jobs, seconds. */
    stopDeadlineS: z.int().min(1).max(3600).default(120),
  })
  .readonly();
export type ServiceConfig = z.infer<typeof serviceConfigSchema>;
