export {
  createClient,
  type ClientOptions,
  type GridtuneClient,
  type Job,
  type JobEventMessage,
} from './client.js';
export { ServiceError, ServiceUnreachableError } from './problem.js';
export type { components, operations, paths } from './schema.js';
