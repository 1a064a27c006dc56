import type { ECRClient } from '@aws-sdk/client-ecr';
import type { InventoryResource } from '../../../../core/inventory.ts';
import {
  addImages,
  ECR_REPOSITORIES,
  type EcrRepository,
  noImages,
  repositoryResource,
} from '../../core/inventory/ecr-repositories.ts';
import { eachOf, type ResourceCollector, unless, type Visit } from './collector.ts';

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

async function readRepository(visit: Visit, client: ECRClient, repository: EcrRepository): Promise<InventoryResource> {
  const { GetLifecyclePolicyCommand, ListTagsForResourceCommand } = await import('@aws-sdk/client-ecr');
  const { repositoryName = '', repositoryArn: resourceArn } = repository;
  const totals = await readImages(visit, client, repositoryName);
  const policy = visit.ask('ecr:GetLifecyclePolicy', (options) =>
    client.send(new GetLifecyclePolicyCommand({ repositoryName }), options),
  );
  const lifecycle_policy = (await unless(NO_POLICY, null, policy))?.lifecyclePolicyText ?? null;
  const { tags } = await visit.ask('ecr:ListTagsForResource', (options) =>
    client.send(new ListTagsForResourceCommand({ resourceArn }), options),
  );
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
      const found = await eachOf(repositories, (one) => unless(GONE, null, readRepository(visit, client, one)));
      yield found.filter((repository) => repository !== null);
    }
  },
};
