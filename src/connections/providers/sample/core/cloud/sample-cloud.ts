import type { IsoDate } from '../../../../../platform/core/dates.ts';
import type { Advice, InventoryResource, MetricSeries } from '../../../../core/inventory.ts';
import { adviceOf } from './advice.ts';
import { cacheItems, databaseItems, tableItems } from './aws-databases.ts';
import { instanceItems } from './aws-instances.ts';
import { addressItems, balancerItems, interfaceEndpoints, natItems } from './aws-network.ts';
import { bucketItems, clusterItems, functionItems, logGroupItems, repositoryItems } from './aws-services.ts';
import { snapshotItems, volumeItems } from './aws-volumes.ts';
import { machineItems } from './azure-machines.ts';
import { networkItems } from './azure-network.ts';
import { azureServiceItems } from './azure-services.ts';
import { offSince, signalsAfter } from './changed.ts';
import type { CounterExample, TruthKind } from './roles.ts';
import { seriesOf } from './signals.ts';
import { type CloudItem, makeWorld, type World } from './world.ts';

/** Something that is there to be found, and why it is waste. */
export interface SampleTruth {
  kind: TruthKind;
  resource_id: string;
  reason: string;
}

/** The sample company's cloud on the last day before `end`. */
export interface SampleCloud {
  /** In the order of their types, accounts and regions. */
  resources: InventoryResource[];
  /**
   * Daily use over the 30 days before `end` of a resource as it is now, which may have been changed since; none for
   * resources that were never there, are not measured, or were switched off nobody knows when.
   */
  metrics(now: InventoryResource): MetricSeries[];
  /** What the clouds advise; savings are parts of what the resource cost in those 30 days. */
  advice(): Advice[];
  /** All that is waste in it. What is not here is used as it should be. */
  truth: SampleTruth[];
  /** What only looks like waste. */
  counter_examples: { kind: CounterExample; resource_id: string }[];
}

function awsItems(world: World): CloudItem[] {
  const instances = instanceItems(world);
  const volumes = volumeItems(world, instances);
  const { gateways, endpoints } = natItems(world);
  return [
    ...instances,
    ...volumes,
    ...snapshotItems(world, volumes),
    ...gateways,
    ...endpoints,
    ...interfaceEndpoints(world),
    ...addressItems(world, instances, gateways),
    ...balancerItems(world, instances),
    ...databaseItems(world),
    ...cacheItems(world),
    ...tableItems(world),
    ...functionItems(world),
    ...bucketItems(world),
    ...logGroupItems(world),
    ...repositoryItems(world),
    ...clusterItems(world),
  ];
}

function azureItems(world: World): CloudItem[] {
  const { machines, disks, billed } = machineItems(world);
  return [...machines, ...disks, ...networkItems(world, billed), ...azureServiceItems(world)];
}

const placeOf = ({ resource: { resource_type, account_id, region } }: CloudItem): string =>
  `${resource_type} ${account_id} ${region ?? ''}`;
const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The same seed and end give the same cloud to the last digit. */
export function makeSampleCloud(origin: { seed: number; end: IsoDate }): SampleCloud {
  const { world, costs } = makeWorld(origin);
  const items = [...awsItems(world), ...azureItems(world)].toSorted((one, other) =>
    byText(placeOf(one), placeOf(other)),
  );
  const byId = new Map(items.map((item) => [item.resource.resource_id, item]));
  return {
    resources: items.map(({ resource }) => resource),
    metrics: (now) => {
      const item = byId.get(now.resource_id);
      const off_since = offSince(now);
      if (!item || off_since === 'unknown') return [];
      const signals = signalsAfter(item.resource, now, item.signals);
      return seriesOf({ ...item, signals }, origin.end, off_since);
    },
    advice: () => {
      const known = costs();
      return items.flatMap((item) => adviceOf(item, known));
    },
    truth: items.flatMap(({ resource: { resource_id }, truth }) => truth.map((one) => ({ ...one, resource_id }))),
    counter_examples: items.flatMap(({ resource: { resource_id }, counter_example }) =>
      counter_example ? [{ kind: counter_example, resource_id }] : [],
    ),
  };
}

/** All that is waste in the sample company's cloud: what rules must find there, and nothing else. */
export const sampleCloudTruth = (origin: { seed: number; end: IsoDate }): SampleTruth[] =>
  makeSampleCloud(origin).truth;
