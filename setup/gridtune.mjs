#!/usr/bin/env node
// The command `gridtune`: makes the checkout ready where it is not, then runs the compiled program.
import { prepare, SetupError } from './prepare.mjs';

try {
  prepare();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`gridtune: ${error.message}\n`);
  process.exit(1);
}
const { main } = await import('../dist/optimizer/main.js');
const code = await main(process.argv.slice(2));
// A library's forgotten timer must not keep a finished command alive; what was written gets out first.
for (const stream of [process.stdout, process.stderr])
  await new Promise((resolve) => stream.write('', resolve));
process.exit(code);
