import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { type Connection, NeedsAttentionError } from '../../../../server/provider.ts';
import type { AwsCredentials } from '../../core/credentials.ts';
import type { ManifestObject } from '../../core/data-exports/manifest.ts';
import { explained } from '../errors.ts';

/** The bucket that an export is delivered to. */
export interface Bucket {
  client: S3Client;
  name: string;
  connection: Connection<AwsCredentials>;
}

function explainedBucket(error: unknown, permission: string, { name, connection }: Bucket): Error {
  if (error instanceof Error && error.name === 'NoSuchBucket')
    return new NeedsAttentionError(
      `The bucket ${name} of the export is gone. Create it again, or delete the export.`,
      null,
      error,
    );
  return explained(error, permission, connection.now());
}

/** Every object whose key begins with `prefix`. */
export async function listObjects(bucket: Bucket, prefix: string): Promise<ManifestObject[]> {
  const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3');
  const { client, name, connection } = bucket;
  const pages = paginateListObjectsV2({ client }, { Bucket: name, Prefix: prefix }, { abortSignal: connection.signal });
  try {
    const objects: ManifestObject[] = [];
    for await (const { Contents } of pages)
      for (const { Key, ETag, LastModified } of Contents ?? [])
        objects.push({ key: Key!, etag: ETag!, modified_at: LastModified! });
    return objects;
  } catch (error) {
    throw explainedBucket(error, 's3:ListBucket', bucket);
  }
}

async function getObject(bucket: Bucket, key: string, etag?: string) {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  const { client, name, connection } = bucket;
  const command = new GetObjectCommand({ Bucket: name, Key: key, ...(etag ? { IfMatch: etag } : {}) });
  const answer = await client.send(command, { abortSignal: connection.signal }).catch((error: unknown) => {
    if (error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'PreconditionFailed'))
      throw new Error(
        `The export is being delivered just now (${key} is missing or was replaced); it is read again at the next run.`,
        {
          cause: error,
        },
      );
    throw explainedBucket(error, 's3:GetObject', bucket);
  });
  return { body: answer.Body!, modified_at: answer.LastModified!, bytes: answer.ContentLength! };
}

/** The text of a small object, as it was when it was listed. Throws when it was replaced since. */
export async function readText(bucket: Bucket, { key, etag }: ManifestObject): Promise<string> {
  return (await getObject(bucket, key, etag)).body.transformToString();
}

/**
 * Writes an object to `path`. Throws when it is not there, was replaced after `not_after` (the manifest that names it), or
 * breaks off.
 */
export async function download(bucket: Bucket, key: string, path: string, not_after: Date): Promise<void> {
  const { body, modified_at, bytes } = await getObject(bucket, key);
  if (modified_at > not_after) {
    (body as Readable).destroy();
    throw new Error(
      `The export is being delivered just now (${key} is newer than its manifest); it is read again at the next run.`,
    );
  }
  const file = createWriteStream(path);
  await pipeline(body as Readable, file, { signal: bucket.connection.signal });
  if (file.bytesWritten !== bytes) throw new Error(`${key} broke off after ${file.bytesWritten} of ${bytes} bytes.`);
}
