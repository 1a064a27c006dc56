import { z } from 'zod';
import { type GraphRow, graphRow } from '../../core/inventory/resource.ts';
import { type AzureClient, AzureError } from '../client.ts';
import type { AzureAnswer } from '../transport.ts';

const PATH = '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01';
/** The most rows Azure gives at once. */
const LARGEST_PAGE = 1_000;
const SMALLEST_PAGE = 100;

const graphAnswer = z.object({
  data: z.array(graphRow),
  $skipToken: z.string().nullish(),
  resultTruncated: z.string().nullish(),
});

/** What is asked: all resources of `types` (in lower case) in `subscriptions`. */
export interface GraphQuery {
  subscriptions: string[];
  types: string[];
}

/** `hh:mm:ss` as milliseconds. */
function durationOf(text: string | undefined): number {
  const [hours = 0, minutes = 0, seconds = 0] = (text ?? '').split(':').map(Number);
  const ms = ((hours * 60 + minutes) * 60 + seconds) * 1_000;
  return Number.isNaN(ms) ? 0 : ms;
}

/** How long to leave Resource Graph alone so as not to be refused: until its quota is filled again, once it is used up. */
const quotaPause = (answer: Pick<AzureAnswer, 'header'>): number =>
  answer.header('x-ms-user-quota-remaining') === '0' ? durationOf(answer.header('x-ms-user-quota-resets-after')) : 0;

const bodyOf = ({ subscriptions, types }: GraphQuery, $top: number, $skipToken: string | null): unknown => ({
  subscriptions,
  query: `resources | where type in~ (${types.map((type) => `'${type}'`).join(', ')})`,
  options: { resultFormat: 'objectArray', $top, ...($skipToken === null ? {} : { $skipToken }) },
});

/**
 * The rows of a query in pages, as they come. A page of more than 16 MB is refused, which Azure tells from other bad
 * requests only deep in its words: so a refused page is asked for again in smaller ones. `pause` waits.
 */
export async function* graphPages(
  client: AzureClient,
  query: GraphQuery,
  pause: (ms: number) => Promise<void>,
): AsyncIterable<GraphRow[]> {
  let top = LARGEST_PAGE;
  let token: string | null = null;
  for (;;) {
    let answer: AzureAnswer;
    try {
      answer = await client.answer('POST', PATH, bodyOf(query, top, token));
    } catch (error) {
      if (!(error instanceof AzureError && error.status === 400 && top > SMALLEST_PAGE)) throw error;
      top = Math.max(SMALLEST_PAGE, Math.floor(top / 2));
      continue;
    }
    const page = graphAnswer.parse(JSON.parse(answer.bytes.toString()));
    yield page.data;
    token = page.$skipToken ?? null;
    if (token === null && page.resultTruncated === 'true')
      throw new Error('Azure Resource Graph cut its answer short and does not say how to go on.');
    if (token === null) return;
    const ms = quotaPause(answer);
    if (ms > 0) await pause(ms);
  }
}
