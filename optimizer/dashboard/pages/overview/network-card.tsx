import type { VNode } from 'preact';
import type { NetworkView } from '../../api-views.js';
import { count } from '../../format.js';
import { Badge, Facts } from '../../parts/layout.js';
import { Empty, Note } from '../../parts/states.js';
import { Table } from '../../parts/table.js';

/** Whether every node answers, node by node. */
export function NetworkCard({ network }: { readonly network: NetworkView }): VNode {
  const { channel, consensus, height, nodes, healthy, problem } = network;
  return (
    <>
      {healthy ? (
        <p>
          <Badge kind="good">healthy</Badge> all {nodes.length} nodes answer
        </p>
      ) : (
        <Note kind="bad" title="Not healthy">
          <p>{problem}</p>
        </Note>
      )}
      <Facts
        rows={[
          ['Channel', channel ?? undefined],
          ['Consensus', consensus ?? undefined],
          ['Height', height === null ? undefined : `${count(height)} blocks`],
        ]}
      />
      {nodes.length === 0 ? (
        <Empty title="No node is known" />
      ) : (
        <Table
          caption="Nodes of the network"
          rows={nodes}
          keyOf={({ name }) => name}
          columns={[
            { title: 'Node', heading: true, cell: ({ name }) => name },
            {
              title: 'State',
              cell: (node) =>
                node.healthy ? (
                  <Badge kind="good">answers</Badge>
                ) : (
                  <>
                    <Badge kind="bad">down</Badge> {node.problem}
                  </>
                ),
            },
            {
              title: 'Height',
              numeric: true,
              cell: (node) => (node.height === undefined ? '' : count(node.height)),
            },
            { title: 'Kind', cell: ({ kind }) => kind },
          ]}
        />
      )}
    </>
  );
}
