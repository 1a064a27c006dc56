import { needed, numberIn, textOf } from './aws-input.ts';
import { type AwsOperations, type AwsTold, missing, refusal } from './operation.ts';
import { type SampleResource, told } from './sample-resource.ts';

const LOG_GROUP = 'AWS::Logs::LogGroup';
/** The only numbers of days that CloudWatch Logs takes (API reference of PutRetentionPolicy). */
const DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

const notFound = () => missing('ResourceNotFoundException', 'The specified log group does not exist.');

function groupIn({ input, state, region }: AwsTold): SampleResource {
  const name = needed(input, 'logGroupName');
  const group = state.ofType(LOG_GROUP, region).find((one) => one.name === name);
  if (!group) throw notFound();
  return group;
}

const groupAnswer = (group: SampleResource) => ({
  logGroupName: group.name,
  creationTime: group.created_at === null ? undefined : Date.parse(group.created_at),
  retentionInDays: told(group, 'retention_days'),
  metricFilterCount: told(group, 'metric_filters'),
  arn: `${group.resource_id}:*`,
  storedBytes: told(group, 'stored_bytes'),
  logGroupClass: told(group, 'log_class'),
  logGroupArn: group.resource_id,
});

function describeGroups({ input, state, region }: AwsTold): object {
  const prefix = textOf(input, 'logGroupNamePrefix') ?? '';
  const pattern = textOf(input, 'logGroupNamePattern')?.toLowerCase() ?? '';
  const groups = state
    .ofType(LOG_GROUP, region)
    .filter(({ name }) => name?.startsWith(prefix) && name.toLowerCase().includes(pattern));
  return { logGroups: groups.map(groupAnswer) };
}

function setRetention(call: AwsTold, retention_days: number | null): object {
  call.state.act(groupIn(call), { kind: 'set_log_retention', retention_days });
  return {};
}

/** What CloudWatch Logs does with log groups. */
export const LOG_OPERATIONS: AwsOperations = {
  DescribeLogGroups: { reads: [LOG_GROUP], answer: describeGroups },
  ListTagsForResource: {
    reads: [LOG_GROUP],
    answer: ({ input, state }) => {
      const group = state.get(needed(input, 'resourceArn').replace(/:\*$/, ''));
      if (!group) throw notFound();
      return { tags: group.tags };
    },
  },
  PutRetentionPolicy: {
    reads: [LOG_GROUP],
    answer: (call) => {
      const days = numberIn(call.input, 'retentionInDays');
      if (days === undefined || !DAYS.includes(days))
        throw refusal('InvalidParameterException', `The number of days is none of ${DAYS.join(', ')}.`);
      return setRetention(call, days);
    },
  },
  DeleteRetentionPolicy: { reads: [LOG_GROUP], answer: (call) => setRetention(call, null) },
};
