import { UnreadableFileError } from '../../../costs/server/index.ts';
import { NeedsAttentionError, ProviderFault, ThrottledError } from '../provider.ts';

/** How Node says that a cloud was not reached, or the way to it broke. */
const NETWORK = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Whether an error is a cloud's answer (the SDK of AWS and our client of Azure mark those) or that there was none. */
function isOfTheCloud(error: Error): boolean {
  const { code, name } = error as NodeJS.ErrnoException;
  return '$metadata' in error || name === 'AzureError' || name === 'TimeoutError' || NETWORK.has(String(code));
}

/** A fault of a provider, told in its own words; what only a person or time can mend stays what it is. */
export async function asFault<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof NeedsAttentionError || error instanceof ThrottledError || !(error instanceof Error))
      throw error;
    throw new ProviderFault(`${what} could not be read: ${error.message}`, { cause: error });
  }
}

/** What went wrong, for people: nothing of what databases and libraries say of themselves. */
export function wordsOf(error: unknown, run_id: string): string {
  if (error instanceof NeedsAttentionError || error instanceof ProviderFault || error instanceof UnreadableFileError)
    return error.message;
  if (error instanceof Error && isOfTheCloud(error))
    return `Not everything could be read (${error.message}). The next sync tries again.`;
  return `Something went wrong on our side. The log has it under run ${run_id}.`;
}
