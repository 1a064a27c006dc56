import type { InventoryResource } from '../../connections/core/inventory.ts';
import { daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import type { BillLine } from './bill.ts';
import { isProduction } from './labels.ts';
import { priceSaving } from './price-saving.ts';
import { priceListOf } from './prices/price-list.ts';
import type { PriceList, Proposal, Relation, Rule, Seen, Subject, Verdict } from './rule.ts';
import { type Resolved, type RuleSettings, resolveSettings } from './settings.ts';
import type { Check, Finding, PriceRow } from './types.ts';
import { type UseSeries, useOf } from './use.ts';

/** What is known of one resource. */
export interface SeenData {
  resource: InventoryResource;
  series: readonly UseSeries[];
  bill: readonly BillLine[];
}

/** Resources of one connection with all that rules need to judge `subjects`, which are ids among them. */
export interface Batch {
  as_of: IsoDate;
  bill_window: { start: IsoDate; end: IsoDate } | null;
  settings: RuleSettings;
  /** Prices beside the bundled ones; they come first. */
  prices: readonly PriceRow[];
  resources: readonly SeenData[];
  subjects: readonly string[];
}

/** What came of the rules for one resource; rules that apply and are not named found nothing to change. */
export interface Judged {
  resource_id: string;
  found: { rule_id: string; finding: Finding }[];
  /** Rules that could not tell. */
  unknown: string[];
  excluded: string[];
  failed: { rule_id: string; message: string }[];
}

/** One rule and resource in full: why it was flagged, or why not. */
export interface Explained {
  rule_id: string;
  outcome: Verdict['outcome'] | 'excluded' | 'failed';
  checks: Check[];
  /** Null where the rule did not look. */
  parameters: Record<string, unknown> | null;
  /** Of what was left out, or went wrong. */
  message: string | null;
}

/** The resources of a batch, and how rules find others from one. */
function openBatch({ as_of, settings, resources }: Batch) {
  const seen = new Map<string, Seen>();
  const by_holder = new Map<string, Seen[]>();
  const by_parent = new Map<string, Seen[]>();
  const by_vpc = new Map<string, Seen[]>();
  const add = (index: Map<string, Seen[]>, key: string, one: Seen): void => {
    const list = index.get(key);
    if (list) list.push(one);
    else index.set(key, [one]);
  };
  const vpcOf = ({ account_id, region, attributes }: InventoryResource): string | null =>
    typeof attributes['vpc_id'] === 'string' ? `${account_id} ${region} ${attributes['vpc_id']}` : null;
  for (const { resource, series, bill } of resources) {
    const age = resource.created_at === null ? null : daysBetween(resource.created_at.slice(0, 10), as_of);
    const one: Seen = {
      resource,
      bill,
      use: useOf(series, as_of),
      is_production: isProduction(resource.tags, settings.labels),
      age_days: age,
    };
    seen.set(resource.resource_id, one);
    for (const holder of resource.attached_to) add(by_holder, holder, one);
    if (resource.parent_id !== null) add(by_parent, resource.parent_id, one);
    const vpc = vpcOf(resource);
    if (vpc !== null) add(by_vpc, vpc, one);
  }
  const reach = (one: Seen, { path }: Relation): readonly Seen[] => {
    const { resource } = one;
    const { resource_id, attached_to, parent_id } = resource;
    if (path === 'attached_to') return attached_to.flatMap((id) => seen.get(id) ?? []);
    if (path === 'attached_from') return by_holder.get(resource_id) ?? [];
    if (path === 'children') return by_parent.get(resource_id) ?? [];
    if (path === 'parent') return parent_id === null ? [] : [seen.get(parent_id) ?? []].flat();
    if (path === 'siblings') return (by_parent.get(parent_id ?? '') ?? []).filter((other) => other !== one);
    return by_vpc.get(vpcOf(resource) ?? '') ?? [];
  };
  const related = (one: Seen, relation: Relation): readonly Seen[] =>
    reach(one, relation).filter(({ resource }) => resource.resource_type === relation.resource_type);
  return { seen, related };
}

type Open = ReturnType<typeof openBatch>;

function subjectOf(batch: Batch, open: Open, prices: PriceList, one: Seen, rule: Rule, resolved: Resolved): Subject {
  const { as_of, bill_window } = batch;
  const related = (index: number) => open.related(one, rule.relations[index]!);
  return { ...one, as_of, bill_window, prices, parameters: resolved.parameters, related };
}

/** The finding of a proposal, with its saving priced. */
function findingOf(subject: Subject, open: Open, checks: Check[], proposal: Proposal): Finding {
  const { saving, evidence = [], projections = [], ...rest } = proposal;
  const billOf = (resource_id: string) => open.seen.get(resource_id)?.bill ?? [];
  return {
    ...rest,
    checks,
    projections,
    saving: priceSaving({ subject, plan: saving, billOf }),
    evidence: evidence.map((one) => ({ resource_id: subject.resource.resource_id, ...one })),
  };
}

/** What an error of a rule says to people; its stack goes to the log of whoever catches it. */
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Judges the subjects of a batch by every rule that applies to their types. A rule that throws fails for itself alone. */
export function evaluateBatch(batch: Batch, rules: readonly Rule[]): Judged[] {
  const open = openBatch(batch);
  const prices = priceListOf(batch.prices);
  return batch.subjects.flatMap((resource_id) => {
    const one = open.seen.get(resource_id);
    if (!one) return [];
    const judged: Judged = { resource_id, found: [], unknown: [], excluded: [], failed: [] };
    for (const rule of rules) {
      if (!rule.resource_types.includes(one.resource.resource_type)) continue;
      try {
        const resolved = resolveSettings(rule, one.resource, batch.settings);
        if (resolved.excluded) {
          judged.excluded.push(rule.id);
          continue;
        }
        const subject = subjectOf(batch, open, prices, one, rule, resolved);
        const verdict = rule.evaluate(subject);
        if (verdict.outcome === 'unknown') judged.unknown.push(rule.id);
        if (verdict.outcome !== 'found') continue;
        const finding = findingOf(subject, open, verdict.checks, verdict.proposal);
        judged.found.push({ rule_id: rule.id, finding });
      } catch (error) {
        judged.failed.push({ rule_id: rule.id, message: messageOf(error) });
      }
    }
    return [judged];
  });
}

/** What every rule that applies says of one subject of a batch, with its checks. */
export function explainSubject(batch: Batch, rules: readonly Rule[], resource_id: string): Explained[] {
  const open = openBatch(batch);
  const one = open.seen.get(resource_id);
  if (!one) return [];
  const prices = priceListOf(batch.prices);
  return rules
    .filter((rule) => rule.resource_types.includes(one.resource.resource_type))
    .map((rule): Explained => {
      const nothing = { rule_id: rule.id, checks: [], parameters: null };
      try {
        const resolved = resolveSettings(rule, one.resource, batch.settings);
        if (resolved.excluded) return { ...nothing, outcome: 'excluded', message: resolved.excluded.reason };
        const { outcome, checks } = rule.evaluate(subjectOf(batch, open, prices, one, rule, resolved));
        return { rule_id: rule.id, outcome, checks, parameters: resolved.parameters, message: null };
      } catch (error) {
        return { ...nothing, outcome: 'failed', message: messageOf(error) };
      }
    });
}
