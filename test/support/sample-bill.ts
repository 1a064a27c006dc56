import { makeSampleCloud } from '../../src/connections/providers/sample/core/cloud/sample-cloud.ts';
import type { SampleRow } from '../../src/connections/providers/sample/core/columns.ts';
import { decimalText, exactDecimal } from '../../src/connections/providers/sample/core/decimal.ts';
import { generateSampleCompany } from '../../src/connections/providers/sample/core/generator.ts';
import type { IsoDate } from '../../src/platform/core/dates.ts';
import type { BillLine } from '../../src/recommendations/core/bill.ts';
import type { SeenData } from '../../src/recommendations/core/evaluate.ts';

const DAYS = 30;
interface Sums {
  row: SampleRow;
  effective: bigint;
  list: bigint;
  contracted: bigint;
  quantity: number;
  weekend_quantity: number;
  days: Set<IsoDate>;
}

const isWeekend = (date: IsoDate): boolean => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());

function add(lines: Map<string, Sums>, row: SampleRow): void {
  const date = row.ChargePeriodStart!.slice(0, 10);
  const key = [row.SkuMeter, row.PricingCategory, row.CommitmentDiscountId].join(' ');
  const none = {
    row,
    effective: 0n,
    list: 0n,
    contracted: 0n,
    quantity: 0,
    weekend_quantity: 0,
    days: new Set<string>(),
  };
  const sums = lines.get(key) ?? none;
  sums.effective += exactDecimal(row.EffectiveCost!);
  sums.list += exactDecimal(row.ListCost!);
  sums.contracted += exactDecimal(row.ContractedCost!);
  sums.quantity += Number(row.ConsumedQuantity);
  if (isWeekend(date)) sums.weekend_quantity += Number(row.ConsumedQuantity);
  sums.days.add(date);
  lines.set(key, sums);
}

function lineOf({ row, effective, list, contracted, quantity, weekend_quantity, days }: Sums): BillLine {
  const dates = [...days].sort();
  return {
    meter: row.SkuMeter!,
    description: row.ChargeDescription!,
    service: row.ServiceName!,
    region: row.RegionId || null,
    unit: row.ConsumedUnit || null,
    pricing_category: row.PricingCategory || null,
    commitment_id: row.CommitmentDiscountId || null,
    commitment_name: row.CommitmentDiscountName || null,
    currency: row.BillingCurrency!,
    effective: decimalText(effective),
    list: decimalText(list),
    contracted: decimalText(contracted),
    quantity,
    weekend_quantity,
    first_day: dates[0]!,
    last_day: dates.at(-1)!,
    days: dates.length,
  };
}

/** Usage of the 30 days before `end` by the name of the resource on the bill. */
function billOf(origin: { seed: number; end: IsoDate }): Map<string, BillLine[]> {
  const company = generateSampleCompany(origin);
  const resources = new Map<string, Map<string, Sums>>();
  for (const row of company.rows(company.days - DAYS, company.days)) {
    if (row.ChargeCategory !== 'Usage' || !row.ResourceId) continue;
    const lines = resources.get(row.ResourceId) ?? new Map<string, Sums>();
    add(lines, row);
    resources.set(row.ResourceId, lines);
  }
  return new Map([...resources].map(([id, lines]) => [id, [...lines.values()].map(lineOf)]));
}

const known = new Map<string, SeenData[]>();

/**
 * Every resource of the sample cloud with its use and its bill over the 30 days before `end`: what the engine gives rules
 * to judge. Made once for each seed and end.
 */
export function sampleSeen(origin: { seed: number; end: IsoDate }): SeenData[] {
  const key = `${origin.seed} ${origin.end}`;
  const before = known.get(key);
  if (before) return before;
  const { resources, metrics } = makeSampleCloud(origin);
  const bill = billOf(origin);
  const seen = resources.map((resource) => ({
    resource,
    series: metrics(resource),
    bill: resource.billed_as.flatMap((name) => bill.get(name) ?? []),
  }));
  known.set(key, seen);
  return seen;
}
