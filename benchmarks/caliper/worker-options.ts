import { z } from 'zod';
import type { ClientAccess } from '../../optimizer/domain/ports.js';

export const clientAccessSchema = z.strictObject({
  mspId: z.string(),
  mspDirectory: z.string(),
  peerAddress: z.string(),
  peerName: z.string(),
  tlsCaFile: z.string().optional(),
  clientTls: z.strictObject({ certificate: z.string(), privateKey: z.string() }).optional(),
  channel: z.string(),
  chaincode: z.string(),
}) satisfies z.ZodType<ClientAccess>;

/** What a worker process needs to know; handed over as JSON in its environment. */
export const workerOptionsSchema = z.strictObject({
  modulesDirectory: z.string(),
  benchmarkFile: z.string(),
  logFile: z.string(),
  access: clientAccessSchema,
  /** `mqtt://host:port` for a worker that takes its orders over a broker, else from its parent. */
  broker: z.string().optional(),
});
export type WorkerOptions = z.infer<typeof workerOptionsSchema>;

export const WORKER_OPTIONS_VARIABLE = 'GRIDTUNE_WORKER';

/** What a workload module is told for a round. */
export const workloadArgumentsSchema = z.strictObject({
  workload: z.enum(['publish', 'read', 'mixed']),
  /** Makes the record ids of a session its own. */
  runId: z.string(),
});

/** One invocation of the chaincode. */
export const requestSchema = z.strictObject({
  readOnly: z.boolean(),
  transaction: z.string(),
  arguments: z.array(z.string()),
});
export type Request = z.infer<typeof requestSchema>;
