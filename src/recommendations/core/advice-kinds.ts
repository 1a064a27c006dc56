import type { Advice } from '../../connections/core/inventory.ts';
import type { Action, Change } from './change.ts';
import type { RecommendationType } from './types.ts';

/** What is done, as far as it tells one piece of advice about a resource from another. */
export const ADVICE_KINDS = ['remove', 'rightsize', 'upgrade', 'graviton', 'storage', 'commit', 'other'] as const;
export type AdviceKind = (typeof ADVICE_KINDS)[number];

/** What recommendations are called together that are a cloud's word alone. */
export const ADVICE_TITLES: Readonly<Record<AdviceKind, string>> = {
  remove: "Clouds' advice: stop or delete",
  rightsize: "Clouds' advice: change the size",
  upgrade: "Clouds' advice: use a newer generation",
  graviton: "Clouds' advice: use Graviton processors",
  storage: "Clouds' advice: change the storage",
  commit: "Clouds' advice: buy a commitment",
  other: "Clouds' advice: other changes",
};

/** What the clouds' sources are called, and whose they are. */
export const ADVICE_SOURCES: Readonly<Record<string, { title: string; provider: 'aws' | 'azure' }>> = {
  'cost-optimization-hub': { title: 'AWS Cost Optimization Hub', provider: 'aws' },
  'compute-optimizer': { title: 'AWS Compute Optimizer', provider: 'aws' },
  'cost-explorer': { title: 'AWS Cost Explorer', provider: 'aws' },
  'azure-advisor': { title: 'Azure Advisor', provider: 'azure' },
};

/** Words of the clouds, without case and separators. */
const WORDS: Readonly<Record<string, AdviceKind | 'nothing'>> = {
  stop: 'remove',
  delete: 'remove',
  terminate: 'remove',
  shutdown: 'remove',
  idle: 'remove',
  unattached: 'remove',
  rightsize: 'rightsize',
  scalein: 'rightsize',
  modify: 'rightsize',
  skuchange: 'rightsize',
  overprovisioned: 'rightsize',
  notoptimized: 'rightsize',
  upgrade: 'upgrade',
  migratetograviton: 'graviton',
  purchasesavingsplans: 'commit',
  purchasereservedinstances: 'commit',
  // More is asked for, not less.
  underprovisioned: 'nothing',
};

/** Advisor names much of its advice by an id, and tells what it is in its title alone. */
const TITLES: readonly [RegExp, AdviceKind][] = [
  [/reserv|savings plan/i, 'commit'],
  [/shut ?down|delet|remov|unattached|unused|idle|empty|not in use|not provisioned/i, 'remove'],
  [/right-?siz|resiz|under-?utili[sz]ed|low usage/i, 'rightsize'],
];

/** Disks and snapshots: whatever is changed of them is the same to them. */
const STORED = new Set([
  'AWS::EC2::Volume',
  'AWS::EC2::Snapshot',
  'microsoft.compute/disks',
  'microsoft.compute/snapshots',
]);

const ofStored = (kind: AdviceKind, resource_type: string | null): AdviceKind =>
  resource_type !== null && STORED.has(resource_type) && (kind === 'rightsize' || kind === 'upgrade')
    ? 'storage'
    : kind;

const isOfStorage = ({ advice_id, details }: Advice): boolean =>
  advice_id.startsWith('database-storage ') || String(details['current_type'] ?? '').endsWith('Storage');

/** What a piece of advice would have done; null for what saves nothing. */
export function kindOfAdvice(advice: Advice): AdviceKind | null {
  const { action, title, details, resource_type, monthly_savings } = advice;
  if (monthly_savings !== null && Number(monthly_savings) <= 0) return null;
  if (typeof details['term'] === 'string' && advice.resource_id === null) return 'commit';
  const word = WORDS[action.toLowerCase().replaceAll(/[^a-z]/g, '')];
  if (word === 'nothing') return null;
  const kind = word ?? TITLES.find(([words]) => words.test(title))?.[1] ?? 'other';
  return kind === 'rightsize' && isOfStorage(advice) ? 'storage' : ofStored(kind, resource_type);
}

/** Actions by what they do; those that no cloud advises are left out. */
const ACTION_KINDS: Partial<Record<Action, AdviceKind>> = {
  'ec2.stop_instance': 'remove',
  'ec2.terminate_instance': 'remove',
  'ec2.delete_volume': 'remove',
  'ec2.release_address': 'remove',
  'ec2.delete_snapshot': 'remove',
  'ec2.delete_nat_gateway': 'remove',
  'ec2.delete_vpc_endpoint': 'remove',
  'elb.delete_load_balancer': 'remove',
  'rds.stop_instance': 'remove',
  'rds.delete_instance': 'remove',
  'elasticache.delete_cluster': 'remove',
  'azure.deallocate_vm': 'remove',
  'azure.delete_disk': 'remove',
  'azure.delete_snapshot': 'remove',
  'azure.delete_public_ip': 'remove',
  'azure.delete_network_interface': 'remove',
  'azure.delete_load_balancer': 'remove',
  'azure.delete_application_gateway': 'remove',
  'azure.delete_app_service_plan': 'remove',
  'azure.delete_sql_database': 'remove',
  'azure.delete_sql_elastic_pool': 'remove',
  'ec2.modify_volume': 'storage',
  'azure.set_disk_sku': 'storage',
  'azure.set_snapshot_sku': 'storage',
};

const TYPE_KINDS: Partial<Record<RecommendationType, AdviceKind>> = {
  idle: 'remove',
  unattached: 'remove',
  rightsizing: 'rightsize',
  upgrade: 'upgrade',
  storage: 'storage',
  commitment: 'commit',
};

/** What is done by a finding of our own; null for what no cloud advises. */
export function kindOfOwn(rule_id: string, type: RecommendationType, change: Change | null): AdviceKind | null {
  const by_action = change && ACTION_KINDS[change.action];
  if (by_action) return by_action;
  const kind = TYPE_KINDS[type] ?? null;
  return kind === 'upgrade' && rule_id.includes('graviton') ? 'graviton' : kind;
}
