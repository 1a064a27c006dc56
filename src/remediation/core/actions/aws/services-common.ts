import type { AwsCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { Condition, Inspection, Subject } from '../../action.ts';

/** A call in the region of the subject. */
export const callIn =
  (service: AwsCall['service'], { region }: Subject) =>
  (operation: string, input: AwsCall['input']): AwsCall => ({ cloud: 'aws', service, operation, region, input });

/** What an answer has, as `Body`; null where the call failed or was not made. */
export const bodyOf = <Body>(answer: CloudAnswer | undefined): Body | null =>
  answer?.ok ? ((answer.body ?? {}) as Body) : null;

/** A condition that is met or not: what was found, and what stands in the way. */
export const holds = (
  condition: string,
  text: string,
  is_met: boolean,
  detail: { met: string; not_met: string },
): Condition => ({
  condition,
  text,
  result: is_met ? 'met' : 'not_met',
  detail: is_met ? detail.met : detail.not_met,
});

/** Something that whoever approves has to know. */
export const warning = (condition: string, text: string, detail: string): Condition => ({
  condition,
  text,
  result: 'warning',
  detail,
});

const NOTHING = { tags: {}, state: {}, before: {}, after: {}, dependents: [], is_done: false };

/** Of a resource that the cloud says is not there. */
export const goneInspection: Inspection = { ...NOTHING, exists: false, conditions: [] };

/** Of a resource that the cloud does not tell about, which keeps it from being changed; `answer` says why. */
export const unreadInspection = (answer: CloudAnswer | undefined): Inspection => ({
  ...NOTHING,
  exists: true,
  conditions: [unread('readable', 'can be looked at', answer)],
});

/** A condition that can't be told, since the call that would tell it failed. */
export const unread = (condition: string, text: string, answer: CloudAnswer | undefined): Condition => ({
  condition,
  text,
  result: 'unknown',
  detail: answer && !answer.ok ? `AWS does not tell: ${answer.message}` : 'AWS did not tell.',
});

/** Whether a call failed for another reason than that what it is about is not there. */
export const isUnanswered = (answer: CloudAnswer | undefined): boolean =>
  answer === undefined || (!answer.ok && answer.meaning !== 'gone');
