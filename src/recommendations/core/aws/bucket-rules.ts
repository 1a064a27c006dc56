import type { ParametersOf } from '../change.ts';

/** A rule as S3 takes it, for all objects of the bucket. */
export interface AddedLifecycleRule {
  ID: string;
  Status: 'Enabled';
  Filter: { Prefix: '' };
  Transitions?: { Days: number; StorageClass: string }[];
  NoncurrentVersionExpiration?: { NoncurrentDays: number };
  AbortIncompleteMultipartUpload?: { DaysAfterInitiation: number };
}

/** The rule that is added; empty fields are left out, which S3 demands. */
export const lifecycleRule = (rule: ParametersOf<'s3.add_lifecycle_rule'>): AddedLifecycleRule => ({
  ID: rule.rule_id,
  Status: 'Enabled',
  Filter: { Prefix: '' },
  ...(rule.transitions.length > 0
    ? { Transitions: rule.transitions.map(({ days, storage_class }) => ({ Days: days, StorageClass: storage_class })) }
    : {}),
  ...(rule.noncurrent_expiration_days === null
    ? {}
    : { NoncurrentVersionExpiration: { NoncurrentDays: rule.noncurrent_expiration_days } }),
  ...(rule.abort_multipart_days === null
    ? {}
    : { AbortIncompleteMultipartUpload: { DaysAfterInitiation: rule.abort_multipart_days } }),
});

/** A configuration of Intelligent-Tiering as S3 takes it, for all objects of the bucket. */
export interface TieringConfiguration {
  Id: string;
  Status: 'Enabled';
  Tierings: { AccessTier: 'ARCHIVE_ACCESS' | 'DEEP_ARCHIVE_ACCESS'; Days: number }[];
}

/** The configuration that is set. */
export const tieringConfiguration = (parameters: ParametersOf<'s3.set_intelligent_tiering'>): TieringConfiguration => ({
  Id: parameters.configuration_id,
  Status: 'Enabled',
  Tierings: [
    ...(parameters.archive_days === null
      ? []
      : [{ AccessTier: 'ARCHIVE_ACCESS' as const, Days: parameters.archive_days }]),
    ...(parameters.deep_archive_days === null
      ? []
      : [{ AccessTier: 'DEEP_ARCHIVE_ACCESS' as const, Days: parameters.deep_archive_days }]),
  ],
});
