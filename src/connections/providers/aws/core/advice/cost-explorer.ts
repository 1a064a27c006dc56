import type { Advice } from '../../../../core/inventory.ts';
import { amountText } from './amounts.ts';

export const COST_EXPLORER = 'cost-explorer';

interface Ec2Details {
  EC2ResourceDetails?: { InstanceType?: string; Region?: string; Platform?: string };
}

/** As `GetRightsizingRecommendation` lists it. */
export interface Rightsizing {
  AccountId?: string;
  RightsizingType?: string;
  FindingReasonCodes?: string[];
  CurrentInstance?: {
    ResourceId?: string;
    InstanceName?: string;
    MonthlyCost?: string;
    ResourceDetails?: Ec2Details;
  };
  ModifyRecommendationDetail?: {
    TargetInstances?: {
      EstimatedMonthlySavings?: string;
      CurrencyCode?: string;
      DefaultTargetInstance?: boolean;
      ResourceDetails?: Ec2Details;
      PlatformDifferences?: string[];
    }[];
  };
  TerminateRecommendationDetail?: { EstimatedMonthlySavings?: string; CurrencyCode?: string };
}

/** What was asked for: a purchase is advised for one term, way of paying and look back. */
export interface Purchase {
  term: string;
  payment: string;
  lookback: string;
}

const nameAndId = (name: string | undefined, id: string): string => (name ? `${name} (${id})` : id);

/** Null for what names no instance. The API gives no ARN: the parts of it are all there. */
export function adviceOfRightsizing(one: Rightsizing): Advice | null {
  const { AccountId: account, RightsizingType: action, CurrentInstance: instance } = one;
  const id = instance?.ResourceId;
  if (!id || !action) return null;
  const now = instance.ResourceDetails?.EC2ResourceDetails;
  const targets = one.ModifyRecommendationDetail?.TargetInstances ?? [];
  const target = targets.find((candidate) => candidate.DefaultTargetInstance) ?? targets[0];
  const recommended = target?.ResourceDetails?.EC2ResourceDetails?.InstanceType ?? null;
  const said = one.TerminateRecommendationDetail ?? target;
  const name = nameAndId(instance.InstanceName, id);
  return {
    source: COST_EXPLORER,
    advice_id: `${action} ${account ?? ''} ${id}`,
    resource_id: account && now?.Region ? `arn:aws:ec2:${now.Region}:${account}:instance/${id}` : id,
    resource_type: 'AWS::EC2::Instance',
    account_id: account ?? null,
    region: now?.Region ?? null,
    action,
    title: recommended ? `Change ${name} from ${now?.InstanceType} to ${recommended}` : `Terminate ${name}`,
    monthly_savings: amountText(said?.EstimatedMonthlySavings),
    currency: said?.CurrencyCode ?? null,
    details: {
      current: now?.InstanceType ?? null,
      recommended,
      monthly_cost: amountText(instance.MonthlyCost),
      reasons: one.FindingReasonCodes ?? [],
      platform_differences: target?.PlatformDifferences ?? [],
    },
  };
}

/** As `GetReservationPurchaseRecommendation` details it. */
export interface Reservation {
  AccountId?: string;
  /** One object, under the name of its service. */
  InstanceDetails?: object;
  RecommendedNumberOfInstancesToPurchase?: string;
  EstimatedBreakEvenInMonths?: string;
  CurrencyCode?: string;
  EstimatedMonthlySavingsAmount?: string;
  EstimatedMonthlySavingsPercentage?: string;
  EstimatedMonthlyOnDemandCost?: string;
  UpfrontCost?: string;
  RecurringStandardMonthlyCost?: string;
  AverageUtilization?: string;
}

type Details = Record<string, unknown>;
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

export function adviceOfReservation(one: Reservation, service: string, purchase: Purchase): Advice {
  const [details = {}] = (Object.values(one.InstanceDetails ?? {}) as (Details | undefined)[]).filter(
    (value) => value !== undefined,
  );
  const what =
    text(details.InstanceType) ?? text(details.NodeType) ?? text(details.InstanceSize) ?? text(details.Family);
  const region = text(details.Region);
  const engine = text(details.DatabaseEngine) ?? text(details.ProductDescription) ?? text(details.Platform);
  const deployment = text(details.DeploymentOption);
  const parts = [what, region, engine, deployment].filter((part) => part !== null);
  const kind = Object.values(details).filter((value) => typeof value === 'string');
  const quantity = amountText(one.RecommendedNumberOfInstancesToPurchase);
  return {
    source: COST_EXPLORER,
    advice_id: ['PurchaseReservedInstances', service, one.AccountId, ...kind, purchase.term, purchase.payment].join(
      ' ',
    ),
    resource_id: null,
    resource_type: null,
    account_id: one.AccountId ?? null,
    region,
    action: 'PurchaseReservedInstances',
    title: `Reserve ${quantity === null ? '' : `${quantity} × `}${parts.join(', ')} (${service})`,
    monthly_savings: amountText(one.EstimatedMonthlySavingsAmount),
    currency: one.CurrencyCode ?? null,
    details: {
      service,
      ...purchase,
      quantity,
      instance: details,
      upfront_cost: amountText(one.UpfrontCost),
      recurring_monthly_cost: amountText(one.RecurringStandardMonthlyCost),
      monthly_on_demand_cost: amountText(one.EstimatedMonthlyOnDemandCost),
      savings_percent: amountText(one.EstimatedMonthlySavingsPercentage),
      break_even_months: amountText(one.EstimatedBreakEvenInMonths),
      average_utilization_percent: amountText(one.AverageUtilization),
    },
  };
}

/** As `GetSavingsPlansPurchaseRecommendation` details it. */
export interface SavingsPlan {
  AccountId?: string;
  SavingsPlansDetails?: { Region?: string; InstanceFamily?: string; OfferingId?: string };
  UpfrontCost?: string;
  CurrencyCode?: string;
  EstimatedSavingsPercentage?: string;
  HourlyCommitmentToPurchase?: string;
  EstimatedAverageUtilization?: string;
  EstimatedMonthlySavingsAmount?: string;
  CurrentAverageHourlyOnDemandSpend?: string;
  CurrentMinimumHourlyOnDemandSpend?: string;
}

/** Types of plans in the words of their price list. */
const PLANS: Record<string, string> = {
  COMPUTE_SP: 'Compute Savings Plan',
  EC2_INSTANCE_SP: 'EC2 Instance Savings Plan',
  SAGEMAKER_SP: 'SageMaker Savings Plan',
  DATABASE_SP: 'Database Savings Plan',
};

export function adviceOfSavingsPlan(one: SavingsPlan, type: string, purchase: Purchase): Advice {
  const { Region: region, InstanceFamily: family } = one.SavingsPlansDetails ?? {};
  const parts = [family, region].filter((part) => part);
  const commitment = amountText(one.HourlyCommitmentToPurchase);
  return {
    source: COST_EXPLORER,
    advice_id: ['PurchaseSavingsPlans', type, one.AccountId, ...parts, purchase.term, purchase.payment].join(' '),
    resource_id: null,
    resource_type: null,
    account_id: one.AccountId ?? null,
    region: region || null,
    action: 'PurchaseSavingsPlans',
    title: `Buy a commitment${commitment === null ? '' : ` of ${commitment} ${one.CurrencyCode ?? ''} an hour`}: ${[PLANS[type] ?? type, ...parts].join(', ')}`,
    monthly_savings: amountText(one.EstimatedMonthlySavingsAmount),
    currency: one.CurrencyCode ?? null,
    details: {
      plan: type,
      ...purchase,
      hourly_commitment: commitment,
      upfront_cost: amountText(one.UpfrontCost),
      savings_percent: amountText(one.EstimatedSavingsPercentage),
      average_utilization_percent: amountText(one.EstimatedAverageUtilization),
      average_hourly_on_demand: amountText(one.CurrentAverageHourlyOnDemandSpend),
      minimum_hourly_on_demand: amountText(one.CurrentMinimumHourlyOnDemandSpend),
      offering_id: one.SavingsPlansDetails?.OfferingId ?? null,
    },
  };
}
