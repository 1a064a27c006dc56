import { describe, expect, it } from 'vitest';
import { changeOf, daysAgo, describeCases, findingOf, PLACE, planOf } from '../../../../test/support/rule-cases.ts';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import {
  addImages,
  type EcrImage,
  noImages,
  repositoryResource,
} from '../../../connections/providers/aws/core/inventory/ecr-repositories.ts';
import { ecrUnusedImages } from './ecr-unused-images.ts';

interface Change {
  images?: EcrImage[];
  policy?: string | null;
  tags?: Record<string, string>;
  parameters?: Record<string, unknown>;
  told?: (resource: InventoryResource) => InventoryResource;
}
/** Images of a gigabyte each, pulled so many days ago. */
const pulled = (...days: number[]): EcrImage[] =>
  days.map((ago) => ({
    imageTags: ['one'],
    imageSizeInBytes: 1e9,
    imagePushedAt: daysAgo(400),
    lastRecordedPullTime: daysAgo(ago),
  }));
const situationOf = ({
  images = pulled(1, 1, 1, 200),
  policy = null,
  tags = {},
  parameters,
  told = (one) => one,
}: Change) => ({
  resource: told(
    repositoryResource(
      PLACE,
      {
        repositoryArn: 'arn:aws:ecr:us-east-1:111122223333:repository/team/web',
        repositoryName: 'team/web',
        createdAt: daysAgo(500),
      },
      {
        totals: addImages(noImages(), images),
        lifecycle_policy: policy,
        tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      },
    ),
  ),
  parameters,
});
const untold = (name: string) => (resource: InventoryResource) => ({
  ...resource,
  attributes: { ...resource.attributes, [name]: null },
});

// Ninety days before the 25th of November is the 27th of August (2026): images last used in August may be younger.
describeCases<Change>(ecrUnusedImages, situationOf, {
  found: {
    'an image pulled 200 days ago': {},
    'an image pulled in the last days of July': { images: pulled(1, 1, 1, 117) },
    'an image pushed 400 days ago and never pulled': {
      images: [...pulled(1, 1, 1), { imageSizeInBytes: 1e9, imagePushedAt: daysAgo(400) }],
    },
    'with a policy that does not delete it': { policy: '{"rules":[]}' },
    'more than wanted': { parameters: { gigabytes: 0.9 } },
  },
  fine: {
    'all pulled lately': [{ images: pulled(1, 1, 1, 60) }, 'unused_images', 'unused_size', 'deleted_images'],
    'an image pulled on the first of August': [
      { images: pulled(1, 1, 1, 116) },
      'unused_images',
      'unused_size',
      'deleted_images',
    ],
    'an image whose use is not known': [
      { images: [...pulled(1, 1, 1), { imageSizeInBytes: 1e9 }] },
      'unused_images',
      'unused_size',
      'deleted_images',
    ],
    'pulled within the days that are wanted': [
      { parameters: { days: 365 } },
      'unused_images',
      'unused_size',
      'deleted_images',
    ],
    'not more than wanted': [{ parameters: { gigabytes: 1 } }, 'unused_size'],
    'no images': [{ images: [] }, 'unused_images', 'unused_size', 'size', 'deleted_images'],
    'no more images than are kept': [{ images: pulled(200, 300, 400) }, 'deleted_images'],
    protected: [{ tags: { 'finopsmind:protect': 'true' } }, 'protected'],
  },
  unknown: {
    'use not told': [{ told: untold('images_by_last_use') }, 'unused_images', 'unused_size', 'deleted_images'],
    'size not told': [{ told: untold('image_bytes') }, 'size'],
    'policy not told': [{ told: untold('has_lifecycle_policy') }, 'policy'],
    'images not counted': [{ told: untold('images') }, 'deleted_images'],
  },
});

describe('what it proposes', () => {
  it('keeps as many images as are used, or as many as are wanted', () => {
    const many = pulled(...Array(24).fill(200), ...Array(16).fill(3));
    expect(changeOf(ecrUnusedImages, situationOf({ images: many }))).toEqual({
      action: 'ecr.set_lifecycle_policy',
      parameters: { repository_name: 'team/web', untagged_days: 14, keep_images: 16 },
    });
    const parameters = { keep_images: 20, untagged_days: 3 };
    expect(changeOf(ecrUnusedImages, situationOf({ images: many, parameters })).parameters).toMatchObject(parameters);
  });

  it('saves the share of their size', () => {
    expect(planOf(ecrUnusedImages, situationOf({}))).toMatchObject([{ kind: 'share', share: 0.25, of: ['storage'] }]);
    // Of four, three are not used, and three are kept: one goes.
    expect(planOf(ecrUnusedImages, situationOf({ images: pulled(1, 200, 300, 400) }))).toMatchObject([
      { kind: 'share', share: 0.25 },
    ]);
  });

  it('does not replace a policy that is there', () => {
    const { change, risk } = findingOf(ecrUnusedImages, situationOf({ policy: '{"rules":[]}' }));
    expect(change).toBeNull();
    expect(risk.reasons.join(' ')).toContain('lifecycle policy already');
  });

  it('says what running containers would miss, less gravely where it is no production', () => {
    expect(findingOf(ecrUnusedImages, situationOf({})).risk.level).toBe('high');
    expect(findingOf(ecrUnusedImages, situationOf({ tags: { env: 'dev' } })).risk.level).toBe('medium');
  });
});
