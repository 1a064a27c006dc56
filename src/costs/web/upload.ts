import type { z } from 'zod';
import { csrfHeader, problemFrom } from '../../platform/web/client.ts';
import { invalidate } from '../../platform/web/queries.ts';
import { importsContract } from '../core/imports-contract.ts';

type Started = z.output<typeof importsContract.createImport.answer>;

/** Sends a billing file; `onSent` is told the share sent so far, 0 to 1. Throws an `ApiProblem`. */
export function uploadFile(
  file: File,
  on_bad_rows: 'refuse' | 'quarantine',
  onSent: (share: number) => void,
): Promise<Started> {
  const form = new FormData();
  form.append('on_bad_rows', on_bad_rows);
  form.append('file', file);
  return new Promise((resolve, reject) => {
    // fetch does not tell how much of a body was sent.
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1/imports');
    for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0));
    request.addEventListener('error', () => reject(problemFrom(0, '')));
    request.addEventListener('load', () => {
      if (request.status === 202) {
        void invalidate('imports');
        resolve(JSON.parse(request.responseText) as Started);
      } else reject(problemFrom(request.status, request.responseText));
    });
    request.send(form);
  });
}
