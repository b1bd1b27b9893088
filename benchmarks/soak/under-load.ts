import type { LoadGenerator, RawRound } from '../../optimizer/domain/ports.js';

/** Far longer than anybody soaks: the load ends with the work and not before. */
const LONGEST_S = 86_400;

/**
 * Does `work` while publishing clients send at a steady rate: it begins with their first transaction, and the
 * sending ends with it. Each transaction is told with its id.
 * @throws LoadGeneratorError if the load broke off, which ends the work too; CancelledError
 */
export async function underLoad<T>(
  generator: LoadGenerator,
  { sendRateTps, signal }: { readonly sendRateTps: number; readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ readonly round: RawRound; readonly result: T }> {
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let over = false;
  const broken = new AbortController();
  const load = generator.run(
    {
      label: 'soak',
      load: { workload: 'publish', sendRateTps },
      window: { warmupS: 0, minS: 1, maxS: LONGEST_S },
      tellIds: true,
      shouldEnd: () => {
        begin();
        return over;
      },
    },
    signal,
  );
  load.catch((error: unknown) => broken.abort(error)); // and thrown below
  await Promise.race([begun, load]);
  const working = work(AbortSignal.any([signal, broken.signal])).finally(() => {
    over = true;
  });
  const [round, result] = await Promise.allSettled([load, working]);
  // A load that broke off is why the work was cut short, and not the other way round.
  if (round.status === 'rejected') throw round.reason;
  if (result.status === 'rejected') throw result.reason;
  return { round: round.value, result: result.value };
}
