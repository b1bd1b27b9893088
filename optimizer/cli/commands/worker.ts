import type { Register } from '../command.js';

/** `worker`: sends load for sweeps that run elsewhere. */
export const registerWorker: Register = (program, registry) => {
  const worker = program
    .command('worker')
    .description('send load for sweeps of other machines, over an MQTT broker, until stopped')
    .option('--broker <url>', 'such as mqtt://10.0.0.5:1883; default: benchmark.workers of gridtune.yaml')
    .option('--access <file>', 'how to reach the network, as --print-access wrote it on its machine')
    .option('--print-access', "print how clients reach this machine's network, and end");
  registry(worker, async ({ services, output }) => {
    const { broker, access, printAccess } = worker.opts<{
      broker?: string;
      access?: string;
      printAccess?: boolean;
    }>();
    if (printAccess) {
      const own = await services.clientAccess();
      output.result(own, JSON.stringify(own, undefined, 2));
      return;
    }
    await services.standAsWorker({ broker, accessFile: access });
  });
};
