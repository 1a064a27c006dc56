import type { InventoryResource } from '../../../../core/inventory.ts';
import {
  type AwsFamily,
  type AwsPlace,
  type AwsTag,
  arnOf,
  instant,
  known,
  resourceAt,
  said,
  TAGS_PERMISSION,
  tagsOf,
} from './common.ts';

export const LOG_GROUPS: AwsFamily = {
  resource_types: ['AWS::Logs::LogGroup'],
  permissions: ['logs:DescribeLogGroups', TAGS_PERMISSION],
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

/** The ARN of a group, without the `:*` that stands for its streams. */
export const logGroupArn = (place: AwsPlace, group: LogGroup): string =>
  arnOf(place, 'logs', `log-group:${said(group.logGroupName, 'logGroupName')}`);

/** A log group. */
export function logGroupResource(place: AwsPlace, group: LogGroup, tags?: AwsTag[]): InventoryResource {
  return resourceAt(place, {
    resource_id: logGroupArn(place, group),
    resource_type: 'AWS::Logs::LogGroup',
    name: known(group.logGroupName),
    tags: tagsOf(tags),
    created_at: instant(group.creationTime === undefined ? undefined : new Date(group.creationTime)),
    attributes: {
      /** Whether entries are ever deleted; if not, there is no number of days. */
      expires: group.retentionInDays !== undefined,
      retention_days: known(group.retentionInDays),
      stored_bytes: known(group.storedBytes),
      log_class: known(group.logGroupClass),
      metric_filters: known(group.metricFilterCount),
    },
  });
}
