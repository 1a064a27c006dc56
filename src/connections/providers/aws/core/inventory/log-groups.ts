import type { InventoryResource } from '../../../../core/inventory.ts';
import { type AwsFamily, type AwsPlace, arnOf, instant, known, resourceAt, said } from './common.ts';

export const LOG_GROUPS: AwsFamily = {
  resource_types: ['AWS::Logs::LogGroup'],
  permissions: ['logs:DescribeLogGroups'],
  scope: 'regional',
};

/** What is read of a log group in the answer of DescribeLogGroups. */
export interface LogGroup {
  logGroupName?: string | undefined;
  creationTime?: number | undefined;
  retentionInDays?: number | undefined;
  storedBytes?: number | undefined;
  logGroupClass?: string | undefined;
  metricFilterCount?: number | undefined;
}

/**
 * A log group. Its tags are not read (`tags_known` is false): CloudWatch Logs tells them for one group at a time, a few
 * times a second, and accounts have thousands.
 */
export function logGroupResource(place: AwsPlace, group: LogGroup): InventoryResource {
  const name = said(group.logGroupName, 'logGroupName');
  return resourceAt(place, {
    resource_id: arnOf(place, 'logs', `log-group:${name}`),
    resource_type: 'AWS::Logs::LogGroup',
    name,
    created_at: instant(group.creationTime === undefined ? undefined : new Date(group.creationTime)),
    attributes: {
      tags_known: false,
      /** Whether entries are ever deleted; if not, there is no number of days. */
      expires: group.retentionInDays !== undefined,
      retention_days: known(group.retentionInDays),
      stored_bytes: known(group.storedBytes),
      log_class: known(group.logGroupClass),
      metric_filters: known(group.metricFilterCount),
    },
  });
}
