import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { BuildError, MissingToolError, NoSpaceError, messageOf } from '../../optimizer/domain/errors.js';
import type { Progress } from '../../optimizer/domain/ports.js';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import { exec } from '../exec.js';

const MINIMUM_GO = [1, 24] as const;
/** Module sources, the compiler's cache and the programs themselves, measured on a cold machine. */
const NEEDED_BYTES = 3 * 1024 ** 3;
const BUILD_DEADLINE_MS = 30 * 60_000;
const HEARTBEAT_MS = 15_000;

/** A Go module of this project and how it is built. */
export interface GoModule {
  /** Short name of what is built; part of the cache folder's name. */
  readonly name: string;
  /** Folder that holds go.mod. */
  readonly directory: string;
  /** Arguments of `go build` after `-o <folder>/`. */
  readonly buildArguments: readonly string[];
  /** Adds files beside the programs, once they are built. */
  readonly finish?: (outputDirectory: string) => Promise<void>;
}

export interface GoBuildOptions {
  /** The user's cache folder for gridtune. */
  readonly cacheDirectory: string;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
  /** Free space that a first build asks for. */
  readonly neededBytes?: number;
}

/**
 * Builds a Go module once per content: the result is cached under a hash of every file it is made from.
 * @returns the folder that holds the programs.
 * @throws {@link MissingToolError}, {@link NoSpaceError}, {@link BuildError}
 */
export async function goBuild(
  module: GoModule,
  { cacheDirectory, progress, signal, neededBytes = NEEDED_BYTES }: GoBuildOptions,
): Promise<string> {
  const hash = await hashOf(module);
  const target = path.join(cacheDirectory, `${module.name}-${hash.slice(0, 16)}`);
  if (existsSync(target)) return target;
  await requireGo();
  await mkdir(cacheDirectory, { recursive: true });
  await requireSpace(cacheDirectory, neededBytes);
  progress.step(
    `building ${module.name} from its Go modules (once; takes minutes while the Go cache is empty)`,
  );
  const building = path.join(cacheDirectory, `.building-${randomUUID()}`);
  await mkdir(building);
  const startedMs = preciseNow();
  const heartbeat = setInterval(() => {
    progress.step(`still building ${module.name}, ${Math.round((preciseNow() - startedMs) / 1000)} s so far`);
  }, HEARTBEAT_MS);
  try {
    await exec('go', ['build', '-trimpath', '-o', `${building}/`, ...module.buildArguments], {
      name: `go build of ${module.name}`,
      directory: module.directory,
      // A newer toolchain must not be downloaded behind the user's back.
      environment: { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -buildvcs=false', GOWORK: 'off' },
      deadlineMs: BUILD_DEADLINE_MS,
      signal,
    }).catch((cause: unknown) => {
      if (signal?.aborted) throw cause;
      const why = messageOf(cause);
      throw new BuildError(
        `${why}; check that the Go module proxy can be reached, then run the command again`,
        { cause },
      );
    });
    await module.finish?.(building);
    await rename(building, target).catch((cause: unknown) => {
      // Somebody else finished the same build first: theirs is as good.
      if (!existsSync(target)) throw cause;
    });
    return target;
  } finally {
    clearInterval(heartbeat);
    await rm(building, { recursive: true, force: true });
  }
}

async function hashOf({ directory, buildArguments }: GoModule): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([buildArguments, process.arch, process.platform]));
  const files = (await readdir(directory))
    .filter((file) => /^go\.(mod|sum)$|(?<!_test)\.go$/.test(file))
    .toSorted();
  for (const file of files) hash.update(file).update(await readFile(path.join(directory, file)));
  return hash.digest('hex');
}

async function requireGo(): Promise<void> {
  const wanted = MINIMUM_GO.join('.');
  const { stdout } = await exec('go', ['env', 'GOVERSION'], { name: 'go env', deadlineMs: 30_000 }).catch(
    (cause: unknown) => {
      throw new MissingToolError(
        `Go is not installed: install Go ${wanted} or newer and run the command again`,
        { cause },
      );
    },
  );
  const [, major = '0', minor = '0'] = /^go(\d+)\.(\d+)/.exec(stdout.trim()) ?? [];
  if (Number(major) * 1000 + Number(minor) < MINIMUM_GO[0] * 1000 + MINIMUM_GO[1]) {
    throw new MissingToolError(
      `Go ${stdout.trim()} is too old: install Go ${wanted} or newer and run the command again`,
    );
  }
}

async function requireSpace(directory: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize >= neededBytes) return;
  const gib = (bytes: number): string => (bytes / 1024 ** 3).toFixed(1);
  throw new NoSpaceError(
    `only ${gib(bavail * bsize)} GiB are free for ${directory}; the first build needs ${gib(neededBytes)} GiB: free some space or set XDG_CACHE_HOME to a larger disk`,
  );
}
