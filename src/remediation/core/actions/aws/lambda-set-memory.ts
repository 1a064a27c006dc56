import type { CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import {
  type Answers,
  type Condition,
  defineAction,
  type Inspection,
  type Standing,
  type Step,
  type Subject,
} from '../../action.ts';
import {
  bodyOf,
  callIn,
  goneInspection,
  holds,
  isUnanswered,
  unread,
  unreadInspection,
  warning,
} from './services-common.ts';
import { stackWarnings } from './storage-parts.ts';

type Memory = Subject<'lambda.set_memory'>;

/** What is read of a function in the answer of GetFunctionConfiguration. */
interface Configured {
  FunctionArn?: string;
  MemorySize?: number;
  Timeout?: number;
  Runtime?: string;
  State?: string;
  LastUpdateStatus?: string;
  LastUpdateStatusReason?: string;
  SnapStart?: { ApplyOn?: string };
}

/** AWS Lambda quotas: memory of a function (MiB). */
const LEAST_MIB = 128;
const MOST_MIB = 10_240;
/** AWS Lambda Developer Guide, “Configure Lambda function memory”: with so much a function has one processor. */
const ONE_PROCESSOR_MIB = 1_769;
/** Functions in a VPC, and those made of large images, take minutes. */
const SECONDS = 15 * 60;
/** Another update is in progress. */
const PASSING = ['ResourceConflictException'];

const nameOf = ({ parameters }: Memory): string => parameters.function_name;
const look = (subject: Memory) =>
  callIn('lambda', subject)('GetFunctionConfiguration', { FunctionName: nameOf(subject) });

const tagsIn = (answer: CloudAnswer | undefined): Record<string, string> =>
  bodyOf<{ Tags?: Record<string, string> }>(answer)?.Tags ?? {};

const isUpdating = ({ State, LastUpdateStatus }: Configured): boolean =>
  State === 'Pending' || LastUpdateStatus === 'InProgress';
const hasFailed = ({ State, LastUpdateStatus }: Configured): boolean =>
  State === 'Failed' || LastUpdateStatus === 'Failed';
const reasonOf = ({ LastUpdateStatusReason }: Configured): string => LastUpdateStatusReason ?? 'AWS does not say why';

const warnings = ({ parameters: { memory_mib } }: Memory, configured: Configured): Condition[] => {
  const { MemorySize = 0, Timeout, SnapStart } = configured;
  const versions = `Only $LATEST changes. Published versions keep ${MemorySize} MiB, and with them aliases and provisioned concurrency, until a new version is published${SnapStart?.ApplyOn === 'PublishedVersions' ? ' (it is set up for SnapStart, which works on published versions)' : ''}.`;
  return [
    warning('versions_stay', 'published versions', versions),
    ...(memory_mib < MemorySize
      ? [
          warning(
            'less_processor',
            'processor',
            `It gets processor in proportion to its memory (one at ${ONE_PROCESSOR_MIB} MiB): it may take longer, and its timeout is ${Timeout ?? 'unknown'} seconds.`,
          ),
        ]
      : []),
  ];
};

const conditionsOf = (subject: Memory, configured: Configured, tagged: CloudAnswer | undefined): Condition[] => {
  const { memory_mib } = subject.parameters;
  const is_whole = Number.isInteger(memory_mib) && memory_mib >= LEAST_MIB && memory_mib <= MOST_MIB;
  return [
    holds('valid_memory', 'memory that Lambda takes', is_whole, {
      met: `${memory_mib} MiB can be set.`,
      not_met: `Lambda takes ${LEAST_MIB} to ${MOST_MIB} MiB, not ${memory_mib}.`,
    }),
    holds('not_updating', 'no other update in progress', !isUpdating(configured), {
      met: 'No update is in progress.',
      not_met: 'It is being updated just now. Propose the change again when that is done.',
    }),
    holds('last_update_succeeded', 'its last update succeeded', !hasFailed(configured), {
      met: 'Its last update succeeded.',
      not_met: `Its last update failed (${reasonOf(configured)}). See to that first.`,
    }),
    ...(isUnanswered(tagged) ? [unread('tags', 'its tags are known', tagged)] : stackWarnings(tagsIn(tagged))),
    ...warnings(subject, configured),
  ];
};

function inspect(subject: Memory, { configuration: answer, tags: tagged }: Answers): Inspection {
  if (isUnanswered(answer)) return unreadInspection(answer);
  const configured = bodyOf<Configured>(answer);
  if (configured === null) return goneInspection;
  const memory_mib = configured.MemorySize ?? null;
  return {
    exists: true,
    tags: tagsIn(tagged),
    state: { memory_mib, timeout_seconds: configured.Timeout ?? null, runtime: configured.Runtime ?? null },
    before: { memory_mib },
    after: { memory_mib: subject.parameters.memory_mib },
    conditions: conditionsOf(subject, configured, tagged),
    dependents: [],
    is_done: memory_mib === subject.parameters.memory_mib && !isUpdating(configured) && !hasFailed(configured),
  };
}

const gets =
  (subject: Memory, memory_mib: number, tries_again: boolean) =>
  (answer: CloudAnswer): Standing => {
    const configured = bodyOf<Configured>(answer);
    if (configured === null)
      return { at: 'impossible', because: `The function ${nameOf(subject)} is not there any more.` };
    if (isUpdating(configured)) return { at: 'under_way', message: 'It is being updated.' };
    if (configured.MemorySize !== memory_mib) return { at: 'todo' };
    if (!hasFailed(configured)) return { at: 'done' };
    return tries_again
      ? { at: 'todo' }
      : { at: 'impossible', because: `Lambda gave the update up: ${reasonOf(configured)}.` };
  };

const setMemory = (subject: Memory, id: string, title: string, memory_mib: number, tries_again: boolean): Step => ({
  id,
  title,
  look: look(subject),
  judge: gets(subject, memory_mib, tries_again),
  call: callIn('lambda', subject)('UpdateFunctionConfiguration', {
    FunctionName: nameOf(subject),
    MemorySize: memory_mib,
  }),
  timeout_seconds: SECONDS,
  passing_refusals: PASSING,
});

const forward = (subject: Memory): Step => {
  const { memory_mib } = subject.parameters;
  return setMemory(subject, 'set_memory', `Give the function ${memory_mib} MiB of memory`, memory_mib, false);
};

/** Gives a Lambda function another amount of memory, and processor with it. */
export const lambdaSetMemory = defineAction({
  action: 'lambda.set_memory',
  title: 'Set the memory of a Lambda function',
  cloud: 'aws',
  resource_types: ['AWS::Lambda::Function'],
  destructive: false,
  interruption: 'No invocation is cut off, but the first ones afterwards start cold.',
  reversibility: 'full',
  undo_text: 'It gets its former memory again, and starts cold once more.',
  undo_days: null,
  permissions: {
    look: ['lambda:GetFunctionConfiguration', 'lambda:ListTags'],
    change: ['lambda:UpdateFunctionConfiguration'],
    undo: ['lambda:UpdateFunctionConfiguration'],
  },
  reads: (subject, { configuration }) => {
    const arn = bodyOf<Configured>(configuration)?.FunctionArn;
    return {
      configuration: look(subject),
      ...(arn === undefined ? {} : { tags: callIn('lambda', subject)('ListTags', { Resource: arn }) }),
    };
  },
  inspect,
  steps: (subject) => [forward(subject)],
  verification: (subject) => [
    { ...forward(subject), id: 'updated', title: 'Look whether the function is updated', call: null },
  ],
  undo: (subject, { configuration }) => {
    const memory_mib = bodyOf<Configured>(configuration)?.MemorySize;
    if (memory_mib === undefined) return [];
    return [
      setMemory(subject, 'restore_memory', `Give the function ${memory_mib} MiB of memory again`, memory_mib, true),
    ];
  },
});
