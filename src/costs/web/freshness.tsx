import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { dayOf } from '../../platform/core/dates.ts';
import { ask } from '../../platform/web/queries.ts';
import { costsContract } from '../core/contract.ts';

/** Which sources there are, and the day that ranges are counted back from. */
export function useFreshness() {
  const freshness = useQuery(ask(costsContract.costFreshness));
  const [today] = useState(() => dayOf(new Date()));
  const last_day = freshness.data?.data_through ?? today;
  const has_costs = freshness.data === undefined ? undefined : freshness.data.items.length > 0;
  return { freshness, last_day, has_costs };
}
