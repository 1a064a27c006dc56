import { type AwsTag, TAGS_PERMISSION } from '../../core/inventory/common.ts';
import { batchesOf, type Visit } from './collector.ts';

/** As many resources as one call takes. */
const ARNS = 100;

/**
 * Tags of resources in the region of the visit, by ARN, for services that tell them of one resource at a time otherwise.
 * What has none, or is gone, is not among them.
 */
export async function tagsByArn(visit: Visit, arns: string[]): Promise<Map<string, AwsTag[]>> {
  const { GetResourcesCommand, ResourceGroupsTaggingAPIClient } = await import(
    '@aws-sdk/client-resource-groups-tagging-api'
  );
  const client = visit.client(ResourceGroupsTaggingAPIClient);
  const found = new Map<string, AwsTag[]>();
  for (const ResourceARNList of batchesOf(arns, ARNS)) {
    const { ResourceTagMappingList = [] } = await visit.ask(TAGS_PERMISSION, (options) =>
      client.send(new GetResourcesCommand({ ResourceARNList }), options),
    );
    // CloudWatch Logs writes the ARNs of its groups with `:*` at the end in some answers.
    for (const { ResourceARN = '', Tags = [] } of ResourceTagMappingList)
      found.set(ResourceARN.replace(/:\*$/, ''), Tags);
  }
  return found;
}
