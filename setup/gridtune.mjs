#!/usr/bin/env node
// The command `gridtune`: makes the checkout ready where it is not, then runs the compiled program.
import { prepareOrExit } from './prepare.mjs';

await prepareOrExit();
const { main } = await import('../dist/optimizer/main.js');
const code = await main(process.argv.slice(2));
// A library's forgotten timer must not keep a finished command alive; what was written gets out first.
for (const stream of [process.stdout, process.stderr])
  await new Promise((resolve) => stream.write('', resolve));
process.exit(code);
