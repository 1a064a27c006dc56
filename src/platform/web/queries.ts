import { keepPreviousData, QueryClient, queryOptions, type UseQueryOptions, useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Endpoint } from '../core/endpoint.ts';
import { ApiProblem, addressOf, type CallInput, call } from './client.ts';

/** One client for the whole app. Problems of the caller (4xx) are not tried again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (tries, error) => tries < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
      refetchOnWindowFocus: true,
    },
  },
});

/** Asks an endpoint; the key is its path and arguments. What was shown stays until the next answer is there. */
export function ask<E extends Endpoint>(endpoint: E, input: CallInput<E> = {}) {
  const path = endpoint.path.split('/').filter(Boolean);
  const key = endpoint.method === 'GET' ? addressOf(endpoint, input) : JSON.stringify(input);
  return queryOptions<z.output<E['answer']>>({
    queryKey: [...path, key],
    queryFn: ({ signal }) => call(endpoint, input, signal),
    placeholderData: keepPreviousData as UseQueryOptions<z.output<E['answer']>>['placeholderData'],
  });
}

/** Marks every answer below a path (such as `costs`) out of date. */
export const invalidate = (...path: string[]): Promise<void> => queryClient.invalidateQueries({ queryKey: path });

/** A change of one thing: how it is made, and how the thing looks when it succeeds. */
export interface ForeseenChange<Detail> {
  run: (id: string) => Promise<Detail>;
  foresee: (before: Detail) => Detail;
}

/**
 * Changes the thing that `endpoint` tells of: what will be is shown at once, what was again when it fails, and afterwards
 * every answer below `path` is out of date.
 */
export function useForeseenChange<E extends Endpoint>(endpoint: E, id: string, path: string) {
  type Detail = z.output<E['answer']>;
  const { queryKey } = ask(endpoint, { params: { id } } as CallInput<E>);
  return useMutation({
    mutationFn: ({ run }: ForeseenChange<Detail>) => run(id),
    onMutate: async ({ foresee }) => {
      await queryClient.cancelQueries({ queryKey });
      const before = queryClient.getQueryData<Detail>(queryKey);
      if (before) queryClient.setQueryData<Detail>(queryKey, foresee(before));
      return { before };
    },
    onError: (_error, _change, shown) => {
      if (shown?.before) queryClient.setQueryData<Detail>(queryKey, shown.before);
    },
    onSuccess: (after) => {
      queryClient.setQueryData<Detail>(queryKey, after);
      void invalidate(path);
    },
  });
}
