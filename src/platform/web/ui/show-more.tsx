import { Button } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';

/** Asks for the next page of a list; nothing where it ends. `left` says how many there are still. */
export function ShowMore({
  of: list,
  left,
}: {
  of: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
  left?: string;
}) {
  if (!list.hasNextPage) return null;
  return (
    <Button variant="default" mt="md" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
      {left === undefined ? 'Show more' : `Show more: ${left} left`}
    </Button>
  );
}
