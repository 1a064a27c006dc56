import { useQuery } from '@tanstack/react-query';
import { ask } from '../../platform/web/queries.ts';
import type { OfferedAction } from '../core/answers.ts';
import { remediationContract } from '../core/contract.ts';

/** What can be carried out from here; undefined until it is known. It changes with the version of the server alone. */
export function useOfferedActions(): OfferedAction[] | undefined {
  const { data } = useQuery({
    ...ask(remediationContract.listRemediationActions),
    queryKey: ['remediation-actions'],
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data?.items;
}
