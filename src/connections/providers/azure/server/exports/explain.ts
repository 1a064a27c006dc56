import { NeedsAttentionError } from '../../../../server/provider.ts';
import { AzureError, explainedAzure, isRefusedToken } from '../errors.ts';
import { accountNameOf, READ_BLOBS } from './blobs.ts';
import type { CostExport } from './exports.ts';

/** What nobody has to mend: Azure is out of order or busy. */
const isPassing = ({ status }: AzureError): boolean => status === 408 || status === 429 || status >= 500;

/** What a refusal of Blob storage means, when `name` (a file, or a folder) in `place` was asked for. */
function problemOf(error: AzureError, place: string, name: string): NeedsAttentionError {
  const { status, code, message } = error;
  const grant = 'Give the application the role Storage Blob Data Reader on it.';
  const told = (problem: string, permission: string | null): NeedsAttentionError =>
    new NeedsAttentionError(`${problem} ${grant}`, permission, error);
  if (isRefusedToken(error))
    return told(
      `Another directory than the application's seems to have the ${place}: it does not take its sign-in.`,
      null,
    );
  // A missing role is told as AuthorizationPermissionMismatch; this is what the firewall says.
  if (code === 'AuthorizationFailure')
    return told(`Network rules keep this server out of the ${place}. Let its address in.`, READ_BLOBS);
  if (status === 401 || status === 403) return told(`The application may not read the ${place}.`, READ_BLOBS);
  if (code === 'ContainerNotFound')
    return told(`The ${place} does not exist. The first run of the export makes it: run the export.`, null);
  if (status === 404)
    return new NeedsAttentionError(
      `The file ${name} does not exist any more in the ${place}. Run the export again for its month.`,
      null,
      error,
    );
  return told(`The ${place} can not be read: ${message}`, null);
}

/**
 * What keeps `name` in the container of an export from being read: a `NeedsAttentionError` that names the container and
 * what to do, or an error that a retry may mend.
 */
export function explainedContainer(
  error: unknown,
  { storage_account_id, container }: Pick<CostExport, 'storage_account_id' | 'container'>,
  name: string,
  now: Date,
): Error {
  const place = `container ${container} of the storage account ${accountNameOf(storage_account_id)}`;
  if (error instanceof AzureError && !isPassing(error)) return problemOf(error, place, name);
  if (error instanceof Error && 'code' in error && error.code === 'ENOTFOUND')
    return new NeedsAttentionError(
      `There is no way to the ${place}: its address is unknown. If the account is gone, deliver the export elsewhere or remove it.`,
      null,
      error,
    );
  return explainedAzure(error, READ_BLOBS, now);
}
