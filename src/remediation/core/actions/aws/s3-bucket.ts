import type { AwsCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { Subject } from '../../action.ts';
import { callIn, isUnanswered } from './services-common.ts';

/** Codes of S3 for another change of the bucket that is under way. */
export const BUSY_REFUSALS: readonly string[] = ['OperationAborted'];

type OfBucket = Subject<'s3.add_lifecycle_rule' | 's3.set_intelligent_tiering'>;

/** A call about the bucket of the subject, which S3 refuses if it belongs to another account. */
export const aboutBucket = (subject: OfBucket, operation: string, input: AwsCall['input'] = {}): AwsCall =>
  callIn('s3', subject)(operation, {
    Bucket: subject.parameters.bucket,
    ...input,
    ...(subject.account_id === '' ? {} : { ExpectedBucketOwner: subject.account_id }),
  });

/** Whether the bucket itself is not there; what is missing in it has codes of its own. */
export const isBucketGone = (answer: CloudAnswer | undefined): boolean =>
  answer !== undefined && !answer.ok && answer.code === 'NoSuchBucket';

/** Whether a look at something in a bucket told neither what it is nor that there is none. */
export const isUntold = (answer: CloudAnswer | undefined): boolean => isUnanswered(answer) || isBucketGone(answer);

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);

function inOrder(value: unknown): Json {
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== 'object') return value as Json;
  const entries = Object.entries(value)
    .map(([key, one]) => [key, inOrder(one)] as const)
    .filter(([, one]) => !isEmpty(one))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

/** A text that is the same for configurations that mean the same: members in order, without those that are empty. */
export const canonical = (value: unknown): string => JSON.stringify(inOrder(value));
