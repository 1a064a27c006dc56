import type { AwsCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { Condition, Standing, Subject } from '../../action.ts';
import { bodyOf, callIn, holds, warning } from './services-common.ts';

/** On everything a change creates: the id of the remediation. */
export const REMEDIATION_TAG = 'finopsmind:remediation';
/** On snapshots made before a volume is deleted: its id. */
export const SOURCE_VOLUME_TAG = 'finopsmind:source-volume';

/** Time for what takes AWS seconds. */
export const SHORT_SECONDS = 10 * 60;
const HOUR_SECONDS = 3_600;
export const DAY_SECONDS = 24 * HOUR_SECONDS;

/** A tag as AWS has it. */
export interface AwsTag {
  Key?: string;
  Value?: string;
}

/** Tags by key. */
export const tagsOf = (tags: readonly AwsTag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

/** Tags of something new that takes the place of something old, whose tags it gets; what AWS itself has written can't be. */
export const tagsOfCopy = ({ remediation_id }: Subject, tags: readonly AwsTag[] | undefined): AwsTag[] =>
  asTags({ ...withoutAws(tagsOf(tags)), [REMEDIATION_TAG]: remediation_id });

const withoutAws = (tags: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('aws:')));

const asTags = (tags: Record<string, string>): AwsTag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** A call of EC2 in the region of the subject. */
export const ec2 = (subject: Subject, operation: string, input: AwsCall['input']): AwsCall =>
  callIn('ec2', subject)(operation, input);

/** A filter of EC2's Describe calls. */
export const filter = (Name: string, ...Values: string[]) => ({ Name, Values });

/** Finds what this remediation has created. */
export const createdBy = ({ remediation_id }: Subject) => filter(`tag:${REMEDIATION_TAG}`, remediation_id);

/** The list `name` of an answer; empty where there is none, or what was asked for is gone. */
export const listIn = <One>(answer: CloudAnswer | undefined, name: string): One[] =>
  bodyOf<Record<string, One[] | undefined>>(answer)?.[name] ?? [];

/** Of a look that only waits until something is so. */
export const waitFor = (is_so: boolean, message: string): Standing =>
  is_so ? { at: 'done' } : { at: 'under_way', message };

/** Whether a service of AWS that made the resource lets nobody else change it. */
export const notManaged = (operator: { Managed?: boolean; Principal?: string } | undefined): Condition =>
  holds('not_managed', 'not managed by a service of AWS', operator?.Managed !== true, {
    met: 'It is managed by no service of AWS.',
    not_met: `It is managed by ${operator?.Principal ?? 'a service of AWS'}, which lets nobody else change it. Change it there.`,
  });

const STACK_TAG = 'aws:cloudformation:stack-name';

/** A warning where a stack of CloudFormation made the resource: it expects to find it as it was. */
export function stackWarnings(tags: Readonly<Record<string, string>>): Condition[] {
  const stack = tags[STACK_TAG];
  return stack === undefined
    ? []
    : [
        warning(
          'not_in_stack',
          'not made by CloudFormation',
          `The CloudFormation stack ${stack} made it, and is not told of this change: change its template as well, or its next update fails or takes the change back.`,
        ),
      ];
}
