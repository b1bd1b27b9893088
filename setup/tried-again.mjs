/** Tells of each test that passed only when it was tried again: it is to be mended, and no reason to stop everything. */
export default class TriedAgain {
  onTestCaseResult(test) {
    const { flaky, retryCount } = test.diagnostic() ?? {};
    if (!flaky) return;
    const [first] = test.result().errors ?? [];
    const why = first?.message?.split('\n')[0] ?? 'no error was kept';
    process.stdout.write(
      `${TRIED_AGAIN}${test.module.relativeModuleId} > ${test.fullName} (${retryCount} times): ${why}\n`,
    );
  }
}

/** How its lines begin. */
export const TRIED_AGAIN = 'tried again: ';
