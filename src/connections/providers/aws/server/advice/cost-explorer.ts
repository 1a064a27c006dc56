import type { CostExplorerClient, SupportedSavingsPlansType } from '@aws-sdk/client-cost-explorer';
import type { Advice } from '../../../../core/inventory.ts';
import {
  adviceOfReservation,
  adviceOfRightsizing,
  adviceOfSavingsPlan,
  COST_EXPLORER,
} from '../../core/advice/cost-explorer.ts';
import { takeTurn } from '../cost-explorer/pace.ts';
import { whyNotAffordable } from '../cost-explorer/spending.ts';
import { type AdvicePage, problemOf, type Reading, readPages } from './source.ts';

/** Cost Explorer answers there for every region. */
const REGION = 'us-east-1';
/** What AWS charges for each request that it answers, each page for itself. */
const PRICE_USD = '0.01';
const PAGE = 1_000;
/**
 * The least binding purchase there is, in the longest look back that a monthly pattern fits in: one question for each
 * service and plan, since each is charged. Database plans are sold on these terms alone.
 */
const TERM = 'ONE_YEAR';
const PAYMENT = 'NO_UPFRONT';
const LOOKBACK = 'THIRTY_DAYS';
const PURCHASE = { term: TERM, payment: PAYMENT, lookback: LOOKBACK };
/** Services with reserved instances or nodes, as Cost Explorer names them. */
const RESERVED_SERVICES = [
  'Amazon Elastic Compute Cloud - Compute',
  'Amazon Relational Database Service',
  'Amazon ElastiCache',
  'Amazon OpenSearch Service',
  'Amazon Redshift',
];
const PLANS: SupportedSavingsPlansType[] = ['COMPUTE_SP', 'EC2_INSTANCE_SP', 'SAGEMAKER_SP', 'DATABASE_SP'];

interface Question {
  operation: string;
  ask(token: string | undefined): Promise<{ items: Advice[]; next: string | undefined }>;
}

/** What to ask, in the order it is asked. */
async function questions(client: CostExplorerClient, rightsizing: boolean): Promise<Question[]> {
  const sdk = await import('@aws-sdk/client-cost-explorer');
  const terms = { TermInYears: TERM, PaymentOption: PAYMENT, LookbackPeriodInDays: LOOKBACK, PageSize: PAGE } as const;
  const reservations = RESERVED_SERVICES.map((Service) => ({
    operation: 'GetReservationPurchaseRecommendation',
    ask: async (NextPageToken: string | undefined) => {
      const page = await client.send(
        new sdk.GetReservationPurchaseRecommendationCommand({ ...terms, Service, NextPageToken }),
      );
      const details = (page.Recommendations ?? []).flatMap((one) => one.RecommendationDetails ?? []);
      const items = details.map((one) => adviceOfReservation(one, Service, PURCHASE));
      return { items, next: page.NextPageToken };
    },
  }));
  const plans = PLANS.map((SavingsPlansType) => ({
    operation: 'GetSavingsPlansPurchaseRecommendation',
    ask: async (NextPageToken: string | undefined) => {
      const input = { ...terms, SavingsPlansType, NextPageToken };
      const page = await client.send(new sdk.GetSavingsPlansPurchaseRecommendationCommand(input));
      const details = page.SavingsPlansPurchaseRecommendation?.SavingsPlansPurchaseRecommendationDetails ?? [];
      return {
        items: details.map((one) => adviceOfSavingsPlan(one, SavingsPlansType, PURCHASE)),
        next: page.NextPageToken,
      };
    },
  }));
  const instances = {
    operation: 'GetRightsizingRecommendation',
    ask: async (NextPageToken: string | undefined) => {
      const input = { Service: 'AmazonEC2', PageSize: PAGE, NextPageToken };
      const page = await client.send(new sdk.GetRightsizingRecommendationCommand(input));
      const items = (page.RightsizingRecommendations ?? []).flatMap((one) => adviceOfRightsizing(one) ?? []);
      return { items, next: page.NextPageToken };
    },
  };
  return [...(rightsizing ? [instances] : []), ...reservations, ...plans];
}

interface How {
  /** Asked only where Cost Optimization Hub can't be read: it costs money and says less (EC2 alone, no effort, no rollback). */
  rightsizing: boolean;
  /** Waits until the next request may start. */
  turn?: () => Promise<void>;
}

/** What Cost Explorer advises, one question after the other since AWS throttles bursts of them. */
export async function* adviceFromCostExplorer(reading: Reading, how: How): AsyncGenerator<AdvicePage> {
  const { connection, session } = reading;
  const {
    rightsizing,
    turn = () => takeTurn(session.account_id, connection.config.AWS_COST_EXPLORER_PER_SECOND, connection.signal),
  } = how;
  const problem = await whyNotAffordable(connection);
  if (problem !== null) {
    yield { source: COST_EXPLORER, advice: [], problem };
    return;
  }
  const { CostExplorerClient } = await import('@aws-sdk/client-cost-explorer');
  const problems = new Set<string>();
  for (const { operation, ask } of await questions(session.client(CostExplorerClient, REGION), rightsizing)) {
    const counted: typeof ask = async (token) => {
      await turn();
      const page = await ask(token);
      connection.count(`ce:${operation}`, PRICE_USD);
      return page;
    };
    try {
      yield { source: COST_EXPLORER, advice: await readPages(counted), problem: null };
    } catch (error) {
      problems.add(problemOf(error, `ce:${operation}`, reading));
    }
  }
  if (problems.size > 0) yield { source: COST_EXPLORER, advice: [], problem: [...problems].join(' ') };
}
