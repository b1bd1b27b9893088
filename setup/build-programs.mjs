import path from 'node:path';
import { root } from './prepare.mjs';

/** Builds the Go programs that networks and stores run, unless they are built already. */
export async function buildPrograms() {
  const compiled = (file) => import(path.join(root, 'dist', file));
  const { buildFabric } = await compiled('network/tools/fabric.js');
  const { goBuild } = await compiled('network/tools/go-build.js');
  const { programCacheDirectory } = await compiled('network/tools/program-cache.js');
  const { docstoreModule } = await compiled('optimizer/store/docstore-module.js');
  const say = (message) => process.stderr.write(`gridtune: ${message}\n`);
  const options = {
    cacheDirectory: programCacheDirectory(),
    progress: { step: say, advance: () => undefined, warn: say },
  };
  await buildFabric(path.join(root, 'network', 'tools'), options);
  await goBuild(docstoreModule(root), options);
}
