import { createRandom } from '../../../src/connections/providers/sample/core/random.ts';
import { addDays, type IsoDate } from '../../../src/platform/core/dates.ts';

/** Amounts are whole numbers of 10^-10, the fraction digits that Cost Explorer states. */
const SCALE = 10;

export const METRICS = [
  'UnblendedCost',
  'AmortizedCost',
  'NetUnblendedCost',
  'NetAmortizedCost',
  'UsageQuantity',
] as const;
export type Metric = (typeof METRICS)[number];

/** A charge as AWS would hold it: what every cost that is told of it is added up from. */
export interface Charge {
  day: IsoDate;
  account: string;
  service: string;
  usage_type: string;
  record_type: string;
  unit: string;
  tags: Record<string, string>;
  amounts: Record<Metric, bigint>;
}

/** What a ledger is made from: the same shape makes the same ledger. */
export interface LedgerShape {
  seed: number;
  start: IsoDate;
  days: number;
  accounts: number;
  services: number;
  usage_types: number;
  /** Whether discounts make net costs differ. */
  has_net: boolean;
  /** The values of the tag `team`; some charges have none of them. */
  teams: number;
}

const SERVICES: [name: string, commitments: boolean][] = [
  ['Amazon Elastic Compute Cloud - Compute', true],
  ['Amazon Simple Storage Service', false],
  ['AWS Lambda', true],
  ['EC2 - Other', false],
  ['Amazon Relational Database Service', true],
  ['Amazon Route 53', false],
  ['AmazonCloudWatch', false],
  ['Some "new", service', false],
];
const PREFIXES = ['', 'USE2-', 'EUC1-', 'APS3-', 'XXX9-'];
const UNITS = ['Hrs', 'GB-Mo', 'Requests', 'N/A'];
const FEES = ['Tax', 'Support', 'Credit', 'Refund', 'RIFee', 'SavingsPlanRecurringFee'];

/** A whole number of 10^-10 as decimal text. */
export function amountText(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(SCALE + 1, '0');
  const fraction = digits.slice(-SCALE).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -SCALE)}${fraction && `.${fraction}`}`;
}

export const accountId = (index: number): string => String(100_000_000_001 + index * 1_111);

/** What takes back the on-demand cost of usage that a Savings Plan covers: of the same service and usage type. */
const negationOf = (covered: Charge): Charge => ({
  ...covered,
  record_type: 'SavingsPlanNegation',
  amounts: {
    UnblendedCost: -covered.amounts.UnblendedCost,
    AmortizedCost: 0n,
    NetUnblendedCost: -covered.amounts.NetUnblendedCost,
    NetAmortizedCost: 0n,
    UsageQuantity: covered.amounts.UsageQuantity,
  },
});

/** Charges at random, each with ten fraction digits. */
export function makeLedger(shape: LedgerShape): Charge[] {
  const random = createRandom(shape.seed);
  const amount = (): bigint => BigInt(random.below(1_000_000)) * 100_000n + BigInt(random.below(100_000));
  const charge = (
    day: IsoDate,
    record_type: string,
    service: string,
    usage: Pick<Charge, 'usage_type' | 'unit'>,
  ): Charge => {
    const sign = record_type === 'Credit' || record_type === 'Refund' ? -1n : 1n;
    const unblended = record_type === 'DiscountedUsage' ? 0n : sign * amount();
    const amortized = record_type === 'Usage' ? unblended : sign * amount();
    const off = shape.has_net && record_type === 'Usage' ? 9n : 10n;
    const team = random.below(shape.teams + 1);
    // Free tiers: metered, at no cost.
    const free = record_type === 'Usage' && random.below(5) === 0 ? 0n : 1n;
    return {
      ...usage,
      day,
      record_type,
      service,
      account: accountId(random.below(shape.accounts)),
      tags: team === 0 ? {} : { team: `team ${team}` },
      amounts: {
        UnblendedCost: free * unblended,
        AmortizedCost: free * amortized,
        NetUnblendedCost: (free * unblended * off) / 10n,
        NetAmortizedCost: (free * amortized * off) / 10n,
        UsageQuantity: amount(),
      },
    };
  };
  return Array.from({ length: shape.days }, (_, i) => addDays(shape.start, i)).flatMap((day) => {
    const used = Array.from({ length: shape.services * 4 }, () => {
      const [service, commitments] = SERVICES[random.below(shape.services)]!;
      const record_type = commitments ? random.pick(['Usage', 'SavingsPlanCoveredUsage', 'DiscountedUsage']) : 'Usage';
      const index = random.below(shape.usage_types);
      const usage_type = `${PREFIXES[index % PREFIXES.length]}Metered:${index}`;
      return charge(day, record_type, service, { usage_type, unit: UNITS[index % UNITS.length]! });
    });
    const fees = Array.from({ length: 2 }, () => {
      const [service] = SERVICES[random.below(shape.services)]!;
      return charge(day, random.pick(FEES), service, { usage_type: 'NoUsageType', unit: 'N/A' });
    });
    const covered = used.filter(({ record_type }) => record_type === 'SavingsPlanCoveredUsage');
    return [...used, ...covered.map(negationOf), ...fees];
  });
}
