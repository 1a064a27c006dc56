import { useLayoutEffect } from 'react';
import { agoText, type Formats, timeText } from '../format.ts';
import { catchUp, useNow } from '../now.ts';

/** An instant as people say it (`12 minutes ago`, `in 3 hours`), with the exact one in its title. */
export function When({ at, formats }: { at: string; formats: Formats }) {
  const now = useNow();
  useLayoutEffect(() => catchUp(at), [at]);
  return (
    <time dateTime={at} title={timeText(at, formats)}>
      {agoText(at, now, formats)}
    </time>
  );
}
