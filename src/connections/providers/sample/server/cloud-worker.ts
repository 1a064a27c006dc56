import { parentPort, workerData } from 'node:worker_threads';
import type { InventoryResource } from '../../../core/inventory.ts';
import type { SampleResource } from '../core/cloud/api/sample-resource.ts';
import { makeSampleCloud } from '../core/cloud/sample-cloud.ts';
import type { CloudOrder, CloudPage } from './read-cloud.ts';

// Makes the sample cloud off the main thread and tells of it in pages.

const PAGE = 250;

const post = (page: CloudPage): void => parentPort?.postMessage(page);

/** What an inventory has of a resource: not what only the API tells. */
function inventoried(resource: SampleResource): InventoryResource {
  const { beyond: _, ...known } = resource;
  return known;
}

/** The resources as they are now: changed ones in place of what they were, and those that came by changes. */
function* now(resources: InventoryResource[], overrides: ReadonlyMap<string, InventoryResource | null>) {
  const known = new Set(resources.map(({ resource_id }) => resource_id));
  for (const resource of resources) {
    const changed = overrides.get(resource.resource_id);
    if (changed !== null) yield inventoried(changed ?? resource);
  }
  for (const [resource_id, resource] of overrides) if (resource && !known.has(resource_id)) yield inventoried(resource);
}

function answer({ seed, end, ask }: CloudOrder): void {
  const cloud = makeSampleCloud({ seed, end });
  if (ask.what === 'inventory') {
    const resources = [...now(cloud.resources, ask.overrides)];
    for (let from = 0; from < resources.length; from += PAGE) post({ resources: resources.slice(from, from + PAGE) });
  } else if (ask.what === 'metrics') {
    for (let from = 0; from < ask.resources.length; from += PAGE)
      post({ series: ask.resources.slice(from, from + PAGE).flatMap((resource) => cloud.metrics(resource)) });
  } else post({ advice: cloud.advice() });
  post({ done: true });
}

answer(workerData as CloudOrder);
