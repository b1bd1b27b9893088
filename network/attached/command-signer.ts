import { execFile } from 'node:child_process';
import type { SigningCommand } from '../../optimizer/domain/attached-network.js';
import { SignatureError } from '../../optimizer/domain/errors.js';
import type { DigestSigner } from '../channel/identity.js';
import { asLowSDer } from './ecdsa-signature.js';

/** Somebody may have to touch a token or type a PIN. */
const ANSWER_DEADLINE_MS = 60_000;
/** Stands in an argument for the digest. */
const DIGEST = '{digest}';

/**
 * Signs by a program of the user's: it gets the digest in hex, as a line on stdin and in place of `{digest}` in
 * its arguments, and answers on stdout with the signature, DER or r and s, in hex or base64.
 * @param order - of the curve's group
 * @returns a signer that throws SignatureError with the program's own words if there is no usable answer
 */
export function commandSigner(
  command: SigningCommand,
  order: bigint,
  deadlineMs = ANSWER_DEADLINE_MS,
): DigestSigner {
  const [program, ...rest] = command;
  return async (digest) => {
    const hex = Buffer.from(digest).toString('hex');
    const answer = await run(
      program,
      rest.map((argument) => argument.replaceAll(DIGEST, hex)),
      { input: `${hex}\n`, deadlineMs },
    );
    try {
      return asLowSDer(decode(answer.trim()), order);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new SignatureError(
        `the signing program ${program} answered with no signature (${cause.message}): it has to write DER, or r and s, in hex or base64`,
        { cause },
      );
    }
  };
}

async function run(
  program: string,
  argumentsList: readonly string[],
  { input, deadlineMs }: { readonly input: string; readonly deadlineMs: number },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: deadlineMs, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024 } as const;
    const child = execFile(program, [...argumentsList], options, (cause, stdout, stderr) => {
      if (!cause) resolve(stdout);
      else
        reject(
          new SignatureError(`the signing program ${program} ${whyNot(cause, stderr, deadlineMs)}`, {
            cause,
          }),
        );
    });
    // A program that takes the digest as an argument need not read its stdin; its exit code tells how it went.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

const LONGEST_WORDS = 600;

function whyNot(
  cause: Error & { readonly code?: string | number | null; readonly killed?: boolean },
  stderr: string,
  deadlineMs: number,
): string {
  const words = stderr.trim().slice(-LONGEST_WORDS);
  const said = words === '' ? 'it wrote nothing to stderr' : `it says: ${words}`;
  if (cause.code === 'ENOENT') return 'was not found: give its path, or put its folder into PATH';
  if (cause.code === 'EACCES') return 'may not be run: check its permissions';
  if (cause.killed) return `gave no answer within ${deadlineMs} ms (${said})`;
  return `failed with exit code ${cause.code ?? 'unknown'} (${said})`;
}

function decode(text: string): Uint8Array {
  if (/^([0-9a-fA-F]{2})+$/.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/\s]+={0,2}$/.test(text)) return Buffer.from(text, 'base64');
  throw new RangeError(text === '' ? 'nothing' : 'neither hex nor base64');
}
