import { useQueries } from '@tanstack/react-query';
import { ask } from '../../platform/web/queries.ts';
import { costsContract } from '../core/contract.ts';
import { DIMENSIONS, type Grouping, isDimension, valueTitle } from '../core/dimensions.ts';

/** By the contract; longer ids are found by their beginning. */
const LONGEST_SEARCH = 200;

/** Whether bills name the values of a grouping besides their ids. */
const isNamed = (grouping: Grouping): boolean => isDimension(grouping) && 'label_column' in DIMENSIONS[grouping];

/** What values of a grouping are called, in their order: by the names that bills have for them, and until those are there by their ids. */
export const useValueTitles = (grouping: Grouping, values: readonly string[]): string[] =>
  useQueries({
    queries: values.map((value) => ({
      ...ask(costsContract.costDimensionValues, {
        params: { dimension: grouping },
        query: { search: value.slice(0, LONGEST_SEARCH), limit: 20 },
      }),
      placeholderData: undefined,
      enabled: value !== '' && isNamed(grouping),
    })),
    combine: (answers) =>
      values.map((value, index) =>
        valueTitle(grouping, value, answers[index]?.data?.items.find(({ name }) => name === value)?.label),
      ),
  });
