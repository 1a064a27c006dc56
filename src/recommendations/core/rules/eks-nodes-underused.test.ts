import { describe, expect, it } from 'vitest';
import { ec2Instance } from '../../../../test/support/machines.ts';
import {
  daysAgo,
  describeCases,
  findingOf,
  type Measured,
  PLACE,
  planOf,
} from '../../../../test/support/rule-cases.ts';
import {
  type EksCluster,
  type EksNodegroup,
  eksClusterResource,
  nodegroupResource,
} from '../../../connections/providers/aws/core/inventory/eks.ts';
import { eksNodesUnderused } from './eks-nodes-underused.ts';

const USED: Measured = { cpu_percent: { maximum: 30 }, memory_percent: { maximum: 26 } };
const node = (id: string, group = 'workers', State = { Name: 'running' }) =>
  ec2Instance({
    InstanceId: id,
    State,
    Tags: [
      { Key: 'eks:cluster-name', Value: 'shop' },
      { Key: 'eks:nodegroup-name', Value: group },
    ],
  });
const nodesOf = (count: number, group?: string) =>
  Array.from({ length: count }, (_, index) => node(`i-${group}${index}`, group));
const group = (desiredSize: number, more: Partial<EksNodegroup> = {}) =>
  nodegroupResource(PLACE, {
    nodegroupName: 'workers',
    nodegroupArn: 'arn:aws:eks:us-east-1:111122223333:nodegroup/shop/workers/1',
    clusterName: 'shop',
    scalingConfig: { minSize: desiredSize, maxSize: 10, desiredSize },
    ...more,
  });

interface Change {
  cluster?: Partial<EksCluster>;
  use?: Measured;
  nodes?: { resource: ReturnType<typeof node>; use: Measured }[];
  groups?: ReturnType<typeof group>[];
  parameters?: Record<string, unknown>;
}
const unmeasured = (nodes: ReturnType<typeof node>[]) => nodes.map((resource) => ({ resource, use: {} }));
const situationOf = ({ cluster, use = USED, nodes = unmeasured(nodesOf(3)), groups = [], parameters }: Change) => ({
  resource: eksClusterResource(PLACE, {
    name: 'shop',
    arn: 'arn:aws:eks:us-east-1:111122223333:cluster/shop',
    status: 'ACTIVE',
    createdAt: daysAgo(100),
    computeConfig: { enabled: false },
    ...cluster,
  }),
  use,
  measured_others: nodes,
  others: groups,
  parameters,
});
const measuredNodes = nodesOf(3).map((resource) => ({ resource, use: USED }));

describeCases<Change>(eksNodesUnderused, situationOf, {
  found: {
    'far from busy': {},
    'each limit, just below': { use: { cpu_percent: { maximum: 39.9 }, memory_percent: { maximum: 46 } } },
    'known from its nodes alone': { use: {}, nodes: measuredNodes },
    'more nodes than asked for': {
      parameters: { minimum_nodes: 1 },
      nodes: unmeasured(nodesOf(2)),
      use: { cpu_percent: { maximum: 10 }, memory_percent: { maximum: 10 } },
    },
  },
  fine: {
    'a processor at the limit': [{ use: { ...USED, cpu_percent: { maximum: 40 } } }, 'cpu_maximum'],
    'memory at the limit': [{ use: { ...USED, memory_percent: { maximum: 60 } } }, 'memory_maximum', 'nodes_removed'],
    'memory that needs every node': [{ use: { ...USED, memory_percent: { maximum: 50 } } }, 'nodes_removed'],
    'two nodes': [{ nodes: unmeasured(nodesOf(2)) }, 'nodes', 'nodes_removed'],
    'no nodes, or none that run': [
      { nodes: unmeasured([node('i-9', 'workers', { Name: 'stopped' })]) },
      'nodes',
      'nodes_removed',
    ],
    'nodes that AWS sets': [{ cluster: { computeConfig: { enabled: true } } }, 'auto_mode'],
    'nodes of Karpenter, which removes them by itself': [
      {
        nodes: unmeasured([
          ...nodesOf(3),
          ec2Instance({
            InstanceId: 'i-8',
            Tags: [
              { Key: 'kubernetes.io/cluster/shop', Value: 'owned' },
              { Key: 'karpenter.sh/nodepool', Value: 'default' },
            ],
          }),
        ]),
      },
      'karpenter',
    ],
    protected: [{ cluster: { tags: { 'finopsmind:protect': 'true' } } }, 'protected'],
    'made lately': [{ cluster: { createdAt: daysAgo(13) } }, 'age_days'],
  },
  unknown: {
    'no Container Insights, and nodes that are not measured': [
      { use: {} },
      'cpu_maximum',
      'memory_maximum',
      'nodes_removed',
    ],
    'memory that is not measured': [{ use: { cpu_percent: { maximum: 30 } } }, 'memory_maximum', 'nodes_removed'],
    'one node that is not measured': [
      { use: {}, nodes: [...measuredNodes.slice(1), ...unmeasured([node('i-9')])] },
      'cpu_maximum',
      'memory_maximum',
      'nodes_removed',
    ],
  },
});

describe('a finding of eks-nodes-underused', () => {
  it('shrinks the node group that most nodes are of, its minimum along', () => {
    const nodes = unmeasured([...nodesOf(6), ...nodesOf(2, 'batch')]);
    const finding = findingOf(eksNodesUnderused, situationOf({ nodes, groups: [group(6)] }));
    // 8 nodes at 30 % are 4 at 60 %; 70 % is allowed.
    expect(finding.change).toEqual({
      action: 'eks.resize_nodegroup',
      parameters: {
        cluster: 'shop',
        nodegroup: 'workers',
        desired_nodes: 2,
        minimum_nodes: 2,
        maximum_nodes: 10,
        from_desired_nodes: 6,
        from_minimum_nodes: 6,
      },
    });
    expect(new Set(finding.claims.map(({ resource_id }) => resource_id)).size).toBe(6);
    expect(finding.confidence.level).toBe('high');
  });

  it('saves the same share of every node that may go', () => {
    const plan = planOf(eksNodesUnderused, situationOf({}));
    expect(plan).toHaveLength(3);
    for (const step of plan) expect(step).toMatchObject({ kind: 'share', share: 1 / 3, of: ['compute', 'license'] });
  });

  it('knows of no change where no node group is known, and tells the figures', () => {
    const finding = findingOf(eksNodesUnderused, situationOf({}));
    expect(finding.change).toBeNull();
    expect(finding.reason).toBe(
      'In 30 days its 3 nodes used 30 % of their processor and 26 % of their memory at most; 2 of them would use 45 % and 39 %.',
    );
    expect(finding.confidence.level).toBe('medium');
  });

  it('leaves a group one node', () => {
    const nodes = unmeasured([...nodesOf(3), ...nodesOf(2, 'batch'), ...nodesOf(2, 'other')]);
    const use: Measured = { cpu_percent: { maximum: 5 }, memory_percent: { maximum: 5 } };
    const { change } = findingOf(eksNodesUnderused, situationOf({ use, nodes, groups: [group(3)] }));
    expect(change?.parameters).toMatchObject({ desired_nodes: 1, minimum_nodes: 1 });
  });
});
