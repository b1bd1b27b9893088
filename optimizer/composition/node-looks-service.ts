import { NodeWatch } from '../../benchmarks/telemetry/node-watch.js';
import { sharedAnswer } from '../operations/shared-answer.js';
import type { Services } from '../operations/services.js';

/** Means over less are of too little, and every page asks. */
const LOOK_EVERY_MS = 2000;

/** The part of the composition root that looks at the nodes' metrics pages. */
export function nodeLooksService({ network }: Pick<Services, 'network'>): Pick<Services, 'nodeLooks'> {
  let watch: { readonly of: string; readonly nodes: NodeWatch } | undefined;
  return {
    nodeLooks: sharedAnswer(async () => {
      const opened = await network();
      if (watch?.of !== opened.id) watch = { of: opened.id, nodes: new NodeWatch(opened.channelName) };
      return watch.nodes.look((await opened.observables()).metrics);
    }, LOOK_EVERY_MS),
  };
}
