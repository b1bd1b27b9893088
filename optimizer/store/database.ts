import { MongoClient, type Db } from 'mongodb';
import { InvalidInputError, StoreUnreachableError } from '../domain/errors.js';
import { systemClock, withDeadline, type Clock } from '../domain/wait.js';
import { asGridtuneError, noAnswer, storeConnection, type StoreConnection } from './store-connection.js';

export interface ConnectStoreOptions {
  readonly uri: string;
  readonly databaseName: string;
  /** How long to look for the server, 5 s by default. */
  readonly connectTimeoutMs?: number;
  /** How long an operation is tried again after it lost the connection, 15 s by default. */
  readonly retryDeadlineMs?: number;
  /** Brings the store back after it ended: `openEmbedded` for an embedded one. */
  readonly revive?: (() => Promise<unknown>) | undefined;
  readonly clock?: Clock;
}

/** A database that answered, and how operations on it are run. */
export interface OpenDatabase {
  readonly client: MongoClient;
  readonly database: Db;
  readonly connection: StoreConnection;
}

/**
 * Connects to MongoDB, or to what speaks its protocol.
 * @throws StoreUnreachableError within `connectTimeoutMs` if there is none; InvalidInputError for a bad URI.
 */
export async function openDatabase(options: ConnectStoreOptions): Promise<OpenDatabase> {
  const { databaseName, connectTimeoutMs = 5000, retryDeadlineMs = 15_000, clock = systemClock } = options;
  const client = newClient(options.uri, connectTimeoutMs, retryDeadlineMs);
  const host = hostOf(client);
  const database = client.db(databaseName);
  try {
    await withDeadline('a ping', database.command({ ping: 1 }), connectTimeoutMs);
  } catch (error) {
    await client.close().catch(() => undefined);
    throw whyNotConnected(error, host);
  }
  const connection = storeConnection({ host, retryDeadlineMs, revive: options.revive, clock });
  return { client, database, connection };
}

function newClient(uri: string, connectTimeoutMs: number, socketTimeoutMS: number): MongoClient {
  try {
    return new MongoClient(uri, {
      appName: 'gridtune',
      connectTimeoutMS: connectTimeoutMs,
      // Below the deadline of the whole, so that the driver's own words are the cause.
      serverSelectionTimeoutMS: 0.9 * connectTimeoutMs,
      socketTimeoutMS,
      // A claim or a value just written has to be seen, whatever the URI asks for.
      readPreference: 'primary',
    });
  } catch {
    // The driver's message may hold the URI, and that a password.
    throw new InvalidInputError('MONGODB_URI', [
      { path: '', message: 'must be a MongoDB connection string, such as mongodb://db.example.org:27017' },
    ]);
  }
}

/** Besides the driver, the name service may fail, and the deadline be reached. */
function whyNotConnected(error: unknown, host: string): unknown {
  const known = asGridtuneError(error, 'connect', host);
  if (known instanceof StoreUnreachableError || !(error instanceof Error)) return known;
  return noAnswer(host, 'connect', error);
}

/** From what the driver parsed, which keeps credentials apart. */
function hostOf({ options }: MongoClient): string {
  return options.srvHost ?? options.hosts.map(String).join(',');
}
