import type { ECRClient } from '@aws-sdk/client-ecr';
import type { InventoryResource } from '../../../../core/inventory.ts';
import type { AwsTag } from '../../core/inventory/common.ts';
import {
  addImages,
  ECR_REPOSITORIES,
  type EcrRepository,
  noImages,
  repositoryResource,
} from '../../core/inventory/ecr-repositories.ts';
import { eachOf, type ResourceCollector, unless, type Visit } from './collector.ts';
import { tagsByArn } from './tags.ts';

const PAGE = 100;
const IMAGES_PAGE = 1000;
const GONE = ['RepositoryNotFoundException'];
const NO_POLICY = ['LifecyclePolicyNotFoundException'];

async function readImages(visit: Visit, client: ECRClient, repositoryName: string) {
  const { paginateDescribeImages } = await import('@aws-sdk/client-ecr');
  const pages = paginateDescribeImages({ client, pageSize: IMAGES_PAGE }, { repositoryName }, visit.options);
  let totals = noImages();
  for await (const { imageDetails = [] } of visit.pages('ecr:DescribeImages', pages))
    totals = addImages(totals, imageDetails);
  return totals;
}

async function readRepository(
  visit: Visit,
  client: ECRClient,
  repository: EcrRepository,
  tags: AwsTag[] | undefined,
): Promise<InventoryResource> {
  const { GetLifecyclePolicyCommand } = await import('@aws-sdk/client-ecr');
  const { repositoryName = '' } = repository;
  const totals = await readImages(visit, client, repositoryName);
  const policy = visit.ask('ecr:GetLifecyclePolicy', (options) =>
    client.send(new GetLifecyclePolicyCommand({ repositoryName }), options),
  );
  const lifecycle_policy = (await unless(NO_POLICY, null, policy))?.lifecyclePolicyText ?? null;
  return repositoryResource(visit.place, repository, { totals, lifecycle_policy, tags });
}

/** Repositories of container images, with their images added up. */
export const ecrRepositories: ResourceCollector = {
  ...ECR_REPOSITORIES,
  async *collect(visit) {
    const { ECRClient, paginateDescribeRepositories } = await import('@aws-sdk/client-ecr');
    const client = visit.client(ECRClient);
    const pages = paginateDescribeRepositories({ client, pageSize: PAGE }, {}, visit.options);
    for await (const { repositories = [] } of visit.pages('ecr:DescribeRepositories', pages)) {
      const tags = await tagsByArn(
        visit,
        repositories.flatMap(({ repositoryArn }) => repositoryArn ?? []),
      );
      const found = await eachOf(repositories, (one) =>
        unless(GONE, null, readRepository(visit, client, one, tags.get(one.repositoryArn ?? ''))),
      );
      yield found.filter((repository) => repository !== null);
    }
  },
};
