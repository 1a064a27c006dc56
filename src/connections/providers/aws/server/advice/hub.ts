import type { CostOptimizationHubClient } from '@aws-sdk/client-cost-optimization-hub';
import { adviceOfHub, HUB } from '../../core/advice/hub.ts';
import { type AdvicePage, problemOf, type Reading } from './source.ts';

/** The hub has one address, for all regions. */
export const HUB_REGION = 'us-east-1';
const PAGE = 1_000;
export const HUB_NOT_ENROLLED =
  'Cost Optimization Hub is not switched on for this account. Switch it on in the Billing and Cost Management console; it is free of charge.';

/** Whether this account is enrolled. */
export async function isHubEnrolled(client: CostOptimizationHubClient): Promise<boolean> {
  const { ListEnrollmentStatusesCommand } = await import('@aws-sdk/client-cost-optimization-hub');
  const { items } = await client.send(new ListEnrollmentStatusesCommand({}));
  return items?.[0]?.status === 'Active';
}

/** What the hub advises, page by page. Returns whether it could be read: then it says more than Cost Explorer. */
export async function* adviceFromHub(reading: Reading): AsyncGenerator<AdvicePage, boolean> {
  const { CostOptimizationHubClient, ListRecommendationsCommand } = await import(
    '@aws-sdk/client-cost-optimization-hub'
  );
  const client = reading.session.client(CostOptimizationHubClient, HUB_REGION);
  let permission = 'cost-optimization-hub:ListEnrollmentStatuses';
  try {
    if (!(await isHubEnrolled(client))) {
      yield { source: HUB, advice: [], problem: HUB_NOT_ENROLLED };
      return false;
    }
    permission = 'cost-optimization-hub:ListRecommendations';
    let nextToken: string | undefined;
    do {
      const answer = await client.send(new ListRecommendationsCommand({ maxResults: PAGE, nextToken }));
      const advice = (answer.items ?? []).flatMap((item) => adviceOfHub(item) ?? []);
      yield { source: HUB, advice, problem: null };
      nextToken = answer.nextToken;
    } while (nextToken);
    return true;
  } catch (error) {
    yield { source: HUB, advice: [], problem: problemOf(error, permission, reading) };
    return false;
  }
}
