import { addressOf, csrfHeader, problemFrom } from '../../platform/web/client.ts';
import { recommendationsContract } from '../core/contract.ts';

/** The Terraform of several as a ZIP; throws an `ApiProblem`. */
export async function fetchTerraform(ids: string[]): Promise<Blob> {
  const endpoint = recommendationsContract.exportTerraform;
  const response = await fetch(addressOf(endpoint), {
    method: endpoint.method,
    headers: { 'content-type': 'application/json', ...csrfHeader() },
    body: JSON.stringify({ ids }),
  }).catch(() => {
    throw problemFrom(0, '');
  });
  if (!response.ok) throw problemFrom(response.status, await response.text());
  return response.blob();
}
