import type { InventoryResource } from '../../../../core/inventory.ts';
import {
  type AwsFamily,
  type AwsPlace,
  type AwsTag,
  instant,
  known,
  resourceAt,
  said,
  sortedBy,
  TAGS_PERMISSION,
  tagsOf,
} from './common.ts';

export const ECR_REPOSITORIES: AwsFamily = {
  resource_types: ['AWS::ECR::Repository'],
  permissions: ['ecr:DescribeRepositories', 'ecr:DescribeImages', 'ecr:GetLifecyclePolicy', TAGS_PERMISSION],
  scope: 'regional',
};

/** What is read of a repository in the answer of DescribeRepositories. */
export interface EcrRepository {
  repositoryArn?: string | undefined;
  repositoryName?: string | undefined;
  createdAt?: Date | undefined;
  imageTagMutability?: string | undefined;
}

/** What is read of an image in the answer of DescribeImages. */
export interface EcrImage {
  imageTags?: string[] | undefined;
  imageSizeInBytes?: number | undefined;
  imagePushedAt?: Date | undefined;
  lastRecordedPullTime?: Date | undefined;
  imageManifestMediaType?: string | undefined;
}

/** The images of one repository, added up page by page. */
export interface EcrImageTotals {
  images: number;
  bytes: number;
  untagged_images: number;
  untagged_bytes: number;
  /** Lists of images for several platforms, whose parts are untagged and still in use. */
  image_indexes: number;
  last_push_at: string | null;
  last_pull_at: string | null;
  /** By the month (`2026-01`) of the last pull, or of the push where there was none. */
  by_last_use: Record<string, { images: number; bytes: number }>;
}

/** The total of no images, to add to. */
export const noImages = (): EcrImageTotals => ({
  images: 0,
  bytes: 0,
  untagged_images: 0,
  untagged_bytes: 0,
  image_indexes: 0,
  last_push_at: null,
  last_pull_at: null,
  by_last_use: {},
});

const later = (left: string | null, right: string | null): string | null =>
  left === null || (right !== null && right > left) ? right : left;

function addImage(totals: EcrImageTotals, image: EcrImage): EcrImageTotals {
  const bytes = image.imageSizeInBytes ?? 0;
  const untagged = (image.imageTags?.length ?? 0) === 0;
  const [pushed, pulled] = [instant(image.imagePushedAt), instant(image.lastRecordedPullTime)];
  const month = (pulled ?? pushed)?.slice(0, 7) ?? 'unknown';
  const before = totals.by_last_use[month] ?? { images: 0, bytes: 0 };
  return {
    images: totals.images + 1,
    bytes: totals.bytes + bytes,
    untagged_images: totals.untagged_images + (untagged ? 1 : 0),
    untagged_bytes: totals.untagged_bytes + (untagged ? bytes : 0),
    image_indexes:
      totals.image_indexes + (/manifest\.list|image\.index/.test(image.imageManifestMediaType ?? '') ? 1 : 0),
    last_push_at: later(totals.last_push_at, pushed),
    last_pull_at: later(totals.last_pull_at, pulled),
    by_last_use: { ...totals.by_last_use, [month]: { images: before.images + 1, bytes: before.bytes + bytes } },
  };
}

/** `totals` with a page of images added. */
export const addImages = (totals: EcrImageTotals, page: EcrImage[]): EcrImageTotals => page.reduce(addImage, totals);

/** What ECR answers of one repository; `lifecycle_policy` is its JSON, null when there is none. */
export interface EcrRepositoryFacts {
  totals: EcrImageTotals;
  lifecycle_policy: string | null;
  tags: AwsTag[] | undefined;
}

/** A repository. Layers that images share count for each of them, so `image_bytes` may be more than is stored. */
export function repositoryResource(
  place: AwsPlace,
  repository: EcrRepository,
  facts: EcrRepositoryFacts,
): InventoryResource {
  const { bytes, by_last_use, ...counted } = facts.totals;
  return resourceAt(place, {
    resource_id: said(repository.repositoryArn, 'repositoryArn'),
    resource_type: 'AWS::ECR::Repository',
    name: known(repository.repositoryName),
    created_at: instant(repository.createdAt),
    tags: tagsOf(facts.tags),
    attributes: {
      ...counted,
      image_bytes: bytes,
      images_by_last_use: sortedBy(
        Object.entries(by_last_use).map(([month, used]) => ({ month, ...used })),
        (one) => one.month,
      ),
      has_lifecycle_policy: facts.lifecycle_policy !== null,
      lifecycle_policy: facts.lifecycle_policy,
      tag_mutability: known(repository.imageTagMutability),
    },
  });
}
