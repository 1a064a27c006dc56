import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { badRequest, ProblemError } from '../core/errors.ts';
import type { Config } from './config.ts';
import type { UploadedFile } from './context.ts';

interface UploadServices {
  config: Config;
  upload_directory: string;
}

/** How the parser says that a body is cut short or no multipart at all; it gives no code. */
const MALFORMED = /^(Multipart: |Malformed |Unexpected end of (multipart data|form|file))/;

/** Streams one file to disk, counting and hashing on the way. */
async function receiveFile(part: MultipartFile, { config, upload_directory }: UploadServices): Promise<UploadedFile> {
  await mkdir(upload_directory, { recursive: true, mode: 0o700 });
  const path = join(upload_directory, randomUUID());
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      const tooLarge = bytes > config.MAX_UPLOAD_BYTES;
      done(
        tooLarge
          ? new ProblemError(413, `The file is larger than ${config.MAX_UPLOAD_BYTES} bytes (MAX_UPLOAD_BYTES).`)
          : null,
        chunk,
      );
    },
  });
  try {
    await pipeline(part.file, measure, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await rm(path, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new ProblemError(422, 'The disk of the server is full: the file could not be kept.', { cause: error });
    throw error;
  }
  // Control characters have no place in a name, and no database takes all of them.
  const file_name = part.filename.replaceAll(/\p{Cc}/gu, '') || 'upload';
  return { path, file_name, bytes, sha256: hash.digest('hex') };
}

async function receiveParts(
  request: FastifyRequest,
  services: UploadServices,
  files: UploadedFile[],
): Promise<Record<string, unknown>> {
  if (!request.isMultipart()) throw badRequest('Send the file as multipart/form-data, in a part named file.');
  const fields: Record<string, unknown> = {};
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') fields[part.fieldname] = part.value;
      else if (part.fieldname === 'file') files.push(await receiveFile(part, services));
      else throw badRequest(`The part ${part.fieldname} is not known here; send the file in a part named file.`);
    }
  } catch (error) {
    if (!MALFORMED.test((error as Error).message)) throw error;
    throw new ProblemError(400, `The multipart body can't be read (${(error as Error).message}).`, { cause: error });
  }
  if (files.length === 0) throw badRequest('There is no file.', [{ path: 'body.file', message: 'is missing' }]);
  return fields;
}

/**
 * Receives a multipart request: its files go to disk and into `files`; `fields` has the other parts.
 * `discard` removes the files that nobody moved away.
 */
export function receiveUpload(request: FastifyRequest, services: UploadServices, files: UploadedFile[]) {
  return {
    fields: receiveParts(request, services, files),
    discard: async () => {
      for (const file of files) await rm(file.path, { force: true });
    },
  };
}
