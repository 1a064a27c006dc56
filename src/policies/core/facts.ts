import type { PolicySubject } from './policy.ts';

/** CEL's names of the types that facts have. */
export type FactType =
  | 'string'
  | 'bool'
  | 'int'
  | 'double'
  | 'timestamp'
  | 'list<string>'
  | 'map<string, string>'
  | 'map<string, dyn>';

export interface FactDefinition<T extends FactType = FactType, O extends boolean = boolean> {
  type: T;
  description: string;
  /** Whether it may be missing. */
  optional: O;
}

const known = <T extends FactType>(type: T, description: string): FactDefinition<T, false> => ({
  type,
  description,
  optional: false,
});
const perhaps = <T extends FactType>(type: T, description: string): FactDefinition<T, true> => ({
  type,
  description,
  optional: true,
});

const MONTH = 'over the last 30 complete days';

const resource = {
  id: known('string', 'As its cloud names it: an ARN, or an Azure resource id in lower case'),
  name: perhaps('string', 'Its name'),
  type: known('string', "Its cloud's name of the type, such as AWS::EC2::Instance"),
  provider: known('string', 'aws or azure'),
  account_id: known('string', 'AWS account, or Azure subscription'),
  region: perhaps('string', 'Its region, as its cloud names it; missing where it belongs to none'),
  state: perhaps('string', "Its cloud's own word, such as running or available"),
  environment: perhaps('string', 'What its tags say of its environment'),
  production: perhaps('bool', 'Whether its tags say production; missing where none tells of it'),
  owner: perhaps('string', 'Who its tags say looks after it'),
  owner_is_member: known('bool', 'Whether its owner is the e-mail address or name of a member here'),
  team: perhaps('string', 'The tag team'),
  size: perhaps('string', 'Type of an instance, size of a machine, class of a database, SKU'),
  public_ip: perhaps('bool', 'Whether it has a public IPv4 address, or is one'),
  created_at: perhaps('timestamp', 'When it was made'),
  age_days: perhaps('int', 'Whole days since it was made'),
  first_seen_at: known('timestamp', 'When it was first seen here'),
  hours_running: perhaps('double', `Hours that it ran, as its bill says, ${MONTH}`),
  hours_per_weekday: perhaps('double', `Hours that it ran on a weekday (Monday to Friday, UTC), on average ${MONTH}`),
  hours_per_weekend_day: perhaps('double', `Hours that it ran on a day of a weekend (UTC), on average ${MONTH}`),
  open_recommendations: known('int', 'Recommendations about it that wait for somebody'),
  monthly_savings: perhaps('double', 'What these would save a month of 30 days'),
  attributes: known('map<string, dyn>', 'What else its type has, such as resource.attributes.size_gib'),
} as const;

const cost = {
  monthly_cost: perhaps('double', `What it cost ${MONTH}, after discounts and commitments`),
  currency: perhaps('string', 'Currency of these amounts'),
  list_monthly_cost: perhaps('double', `The same at list prices, ${MONTH}`),
  on_demand_monthly_cost: perhaps('double', `Of monthly_cost, what no commitment covered nor was spot, ${MONTH}`),
  commitment_coverage_percent: perhaps('double', `Of monthly_cost, what commitments covered, ${MONTH}`),
} as const;

const account = {
  id: known('string', 'AWS account, or Azure subscription'),
  name: perhaps('string', 'What bills call it'),
  provider: known('string', 'aws or azure'),
  monthly_cost: perhaps('double', `What it cost ${MONTH}`),
  previous_monthly_cost: perhaps('double', 'What it cost over the 30 days before these'),
  currency: perhaps('string', 'Currency of these amounts'),
  resources: perhaps('int', 'Resources that are known of it'),
  resources_without_owner: perhaps('int', 'Those of them whose tags name no owner'),
  resources_without_tags: perhaps('int', 'Those of them that have no tags at all'),
} as const;

const budget = {
  id: known('string', 'Its id here'),
  name: known('string', 'Its name'),
  owner: perhaps('string', 'Who answers for it'),
  owner_is_member: known('bool', 'Whether its owner is the e-mail address or name of a member here'),
  status: known('string', 'over, at_risk, ahead, on_track or unknown'),
  period: known('string', 'month, quarter, year or custom'),
  metric: known('string', 'effective, billed, list or contracted'),
  currency: known('string', 'Currency of its amounts'),
  amount: perhaps('double', 'What is meant to be spent in the running period'),
  current_spend: perhaps('double', 'What was spent on its complete days'),
  forecasted_spend: perhaps('double', 'What will have been spent at its end'),
  pace_percent: perhaps('double', 'What was spent, in percent of an even share of the amount'),
  days_left: perhaps('int', 'Days of the running period that are not complete'),
  thresholds: known('int', 'How many thresholds it has'),
} as const;

const finding = {
  id: known('string', 'Its id here'),
  rule_id: known('string', 'The rule that found it, such as ec2-idle'),
  type: known('string', 'idle, unattached, rightsizing, upgrade, scheduling, storage, network, retention, license …'),
  title: known('string', 'What it says'),
  status: known('string', 'new, open, accepted or snoozed'),
  impact: known('string', 'low, medium or high'),
  confidence: known('string', 'low, medium or high'),
  risk: known('string', 'low, medium or high'),
  effort: known('string', 'very_low, low, medium or high'),
  provider: known('string', 'aws or azure'),
  region: perhaps('string', 'Region of what it is about'),
  owner: perhaps('string', 'Who looks after what it is about'),
  age_days: known('int', 'Whole days since it was first found'),
  monthly_savings: perhaps('double', 'What it would save a month of 30 days'),
  currency: perhaps('string', 'Currency of the saving'),
  restart_needed: known('bool', 'Whether the change interrupts'),
  reversible: known('bool', 'Whether the change can be undone'),
  sources: known('list<string>', 'Who says so: finopsmind, and advisors of the cloud'),
} as const;

const remediation = {
  action: known('string', 'What is done, such as ec2.resize_instance'),
  carried_out_by: known('string', 'product, or code where somebody takes the generated code'),
  title: known('string', 'What it does, in words'),
  provider: known('string', 'aws or azure'),
  region: perhaps('string', 'Region of what is changed'),
  environment: perhaps('string', 'Environment of what is changed, as its tags say'),
  owner: perhaps('string', 'Who looks after what is changed'),
  risk: known('string', 'low, medium or high'),
  destructive: known('bool', 'Whether something is deleted for good'),
  reversibility: perhaps('string', 'Whether it can be undone: full, partial or none'),
  from_recommendation: known('bool', 'Whether a recommendation says so'),
  proposed_by: perhaps('string', 'Who proposed it'),
  monthly_savings: perhaps('double', 'What it saves a month of 30 days'),
  currency: perhaps('string', 'Currency of the saving'),
  target_size: perhaps('string', 'Size after the change, where it changes: a type, a SKU, a class'),
  target: known('map<string, dyn>', 'Parameters of the action, such as remediation.target.instance_type'),
} as const;

/** What expressions can name, by the word they begin with. `tags` and `now` stand for themselves. */
export const FACT_OBJECTS = { resource, cost, account, budget, finding, remediation } as const;
export type FactObject = keyof typeof FACT_OBJECTS;

/** What expressions see that is no object of facts. */
export const PLAIN_FACTS = {
  tags: known('map<string, string>', 'Tags of the resource, such as tags.owner or tags["cost-center"]'),
  now: known('timestamp', 'When it is judged'),
} as const;

/** What policies of a subject see; of all but the first, any fact may be missing. */
export const OBJECTS_OF = {
  resource: ['resource', 'cost', 'account'],
  account: ['account', 'cost'],
  budget: ['budget'],
  finding: ['finding', 'resource', 'cost', 'account'],
  remediation: ['remediation', 'resource', 'cost', 'account'],
} as const satisfies Record<PolicySubject, readonly [PolicySubject, ...FactObject[]]>;

/** Whether policies of a subject see tags. */
export const seesTags = (subject: PolicySubject): boolean =>
  (OBJECTS_OF[subject] as readonly FactObject[]).includes('resource');

interface ValuesOf {
  string: string;
  bool: boolean;
  int: number;
  double: number;
  /** RFC 3339. */
  timestamp: string;
  'list<string>': readonly string[];
  'map<string, string>': Readonly<Record<string, string>>;
  'map<string, dyn>': Readonly<Record<string, unknown>>;
}
type ObjectFacts<D> = {
  [K in keyof D as D[K] extends FactDefinition<FactType, false> ? K : never]: D[K] extends FactDefinition<infer T>
    ? ValuesOf[T]
    : never;
} & {
  [K in keyof D as D[K] extends FactDefinition<FactType, false> ? never : K]?:
    | (D[K] extends FactDefinition<infer T> ? ValuesOf[T] : never)
    | null;
};

export type ResourceFacts = ObjectFacts<typeof resource>;
export type CostFacts = ObjectFacts<typeof cost>;
export type AccountFacts = ObjectFacts<typeof account>;
export type BudgetFacts = ObjectFacts<typeof budget>;
export type FindingFacts = ObjectFacts<typeof finding>;
export type RemediationFacts = ObjectFacts<typeof remediation>;

/** All that is known of one subject. JSON; null and left out are both missing. */
export interface SubjectFacts {
  /** RFC 3339. */
  now: string;
  tags?: Readonly<Record<string, string>>;
  resource?: Partial<ResourceFacts>;
  cost?: CostFacts;
  account?: Partial<AccountFacts>;
  budget?: Partial<BudgetFacts>;
  finding?: Partial<FindingFacts>;
  remediation?: Partial<RemediationFacts>;
}
/** The definitions of an object by name. */
export const definitionsOf = (object: FactObject): Readonly<Record<string, FactDefinition>> => FACT_OBJECTS[object];

/** Every fact that policies of a subject can name, as the contract lists them: its own first. */
export function factsOf(
  subject: PolicySubject,
): { path: string; type: FactType; description: string; optional: boolean }[] {
  const [own, ...others] = OBJECTS_OF[subject];
  const listed = (object: FactObject, all_optional: boolean) =>
    Object.entries(definitionsOf(object)).map(([name, { type, description, optional }]) => ({
      path: `${object}.${name}`,
      type,
      description,
      optional: optional || all_optional,
    }));
  return [
    ...listed(own, false),
    ...(seesTags(subject) ? [{ path: 'tags', ...PLAIN_FACTS.tags }] : []),
    ...others.flatMap((object) => listed(object, true)),
    { path: 'now', ...PLAIN_FACTS.now },
  ];
}
