import type { HttpClient, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Config } from '../../../platform/server/config.ts';
import { type AzureQuestion, readRetailItem, retailPageSchema } from '../../core/prices/azure-items.ts';
import { type ListedPrice, withoutContradictions } from '../../core/prices/listing.ts';

/** Waits; throws when `signal` aborts. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

const RETAIL_PRICES = 'https://prices.azure.com';
/** From this version on it tells every meter, and its filters tell cases apart. */
const API_VERSION = '2023-01-01-preview';
const TIMEOUT_MS = 30_000;
const TRIES = 4;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

/** Requests go to `base_url` where the operator gives one; what the SDK sees stays Azure's own address. */
function redirected(client: HttpClient, base_url: string | undefined): HttpClient {
  if (base_url === undefined) return client;
  return {
    async sendRequest(request) {
      const { pathname, search } = new URL(request.url);
      const copy = { ...request, url: base_url + pathname + search, allowInsecureConnection: true };
      return { ...(await client.sendRequest(copy)), request };
    },
  };
}

const firstPage = (filter: string): string => {
  const query = new URLSearchParams({ 'api-version': API_VERSION, currencyCode: "'USD'", $filter: filter });
  return `${RETAIL_PRICES}/api/retail/prices?${query}`;
};

/** Only the API itself may name its next page. */
function nextPage(link: string | null | undefined): string | null {
  if (!link) return null;
  if (new URL(link).origin !== RETAIL_PRICES) throw new Error(`It names a next page that is not its own: ${link}`);
  return link;
}

/** How long to wait before another try; null where one would change nothing. */
function waitAfter({ status, headers }: PipelineResponse, tried: number): number | null {
  if (status !== 429 && status < 500) return null;
  const asked = Number(headers.get('retry-after')) * 1_000;
  const wait = asked > 0 ? asked : FIRST_WAIT_MS * 2 ** tried;
  return wait > LONGEST_WAIT_MS ? null : wait;
}

/**
 * Asks the Azure Retail Prices API, which needs no sign-in, until `signal` aborts: all pages of a question. Throws when
 * it can't be reached or does not answer. The SDK is loaded here.
 */
export async function openRetailPrices(
  { AZURE_BASE_URL }: Pick<Config, 'AZURE_BASE_URL'>,
  signal: AbortSignal,
  wait: Wait,
): Promise<(region: string, question: AzureQuestion) => Promise<ListedPrice[]>> {
  const { createDefaultHttpClient, createHttpHeaders, createPipelineFromOptions, createPipelineRequest } = await import(
    '@azure/core-rest-pipeline'
  );
  const client = redirected(createDefaultHttpClient(), AZURE_BASE_URL);
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 0 } });

  async function get(url: string): Promise<unknown> {
    for (let tried = 0; ; tried += 1) {
      const headers = createHttpHeaders({ accept: 'application/json' });
      const request = createPipelineRequest({ url, headers, timeout: TIMEOUT_MS, abortSignal: signal });
      const response = await pipeline.sendRequest(client, request);
      if (response.status === 200) return JSON.parse(response.bodyAsText ?? '') as unknown;
      const wait_ms = waitAfter(response, tried);
      if (wait_ms === null || tried + 1 === TRIES) throw new Error(`It answered ${response.status}.`);
      await wait(wait_ms, signal);
    }
  }

  return async (region, { reader, filter }) => {
    const listed: ListedPrice[] = [];
    for (let url: string | null = firstPage(filter); url !== null; ) {
      const { Items, NextPageLink } = retailPageSchema.parse(await get(url));
      listed.push(...Items.flatMap((item) => readRetailItem(reader, region, item)));
      url = nextPage(NextPageLink);
    }
    return withoutContradictions(listed);
  };
}
