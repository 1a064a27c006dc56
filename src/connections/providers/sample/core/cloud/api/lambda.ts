import { changed } from '../action-rule.ts';
import { needed, numberIn, textOf } from './aws-input.ts';
import { type AwsOperations, type AwsTold, missing, refusal, uuidOf } from './operation.ts';
import { type SampleResource, told } from './sample-resource.ts';

const FUNCTION = 'AWS::Lambda::Function';
/** MiB that a function may have. */
const MEMORY = { least: 128, most: 10_240 };

/** By its name or its ARN. */
function functionNamed({ state, region }: AwsTold, name: string): SampleResource {
  const found = state.ofType(FUNCTION, region).find((one) => one.name === name || one.resource_id === name);
  if (!found) throw missing('ResourceNotFoundException', `Function not found: ${name}`);
  return found;
}

const functionIn = (call: AwsTold): SampleResource => functionNamed(call, needed(call.input, 'FunctionName'));

/** Another one after every change of the configuration. */
const revisionOf = ({ resource_id, attributes }: SampleResource): string =>
  uuidOf(JSON.stringify([resource_id, attributes]));

const HANDLERS: Record<string, string> = { nodejs: 'index.handler', python: 'handler.handle', java: 'Handler::handle' };
const handlerOf = (runtime = ''): string =>
  Object.entries(HANDLERS).find(([name]) => runtime.startsWith(name))?.[1] ?? 'handler';

const configurationOf = (lambda: SampleResource) => ({
  FunctionName: lambda.name,
  FunctionArn: lambda.resource_id,
  Runtime: told(lambda, 'runtime'),
  Role: `arn:aws:iam::${lambda.account_id}:role/${lambda.name}`,
  Handler: handlerOf(told(lambda, 'runtime')),
  CodeSize: told(lambda, 'code_bytes'),
  Description: '',
  Timeout: told(lambda, 'timeout_seconds'),
  MemorySize: told(lambda, 'memory_mib'),
  LastModified: told<string>(lambda, 'last_modified_at')?.replace('Z', '+0000'),
  Version: '$LATEST',
  TracingConfig: { Mode: 'PassThrough' },
  RevisionId: revisionOf(lambda),
  State: 'Active',
  LastUpdateStatus: 'Successful',
  PackageType: told(lambda, 'package_type'),
  Architectures: told(lambda, 'architectures'),
  EphemeralStorage: { Size: told(lambda, 'ephemeral_storage_mib') },
  SnapStart: { ApplyOn: told(lambda, 'snap_start') ?? 'None', OptimizationStatus: 'Off' },
});

function update(call: AwsTold): object {
  const { input, state, at } = call;
  const lambda = functionIn(call);
  const revision = textOf(input, 'RevisionId');
  if (revision !== undefined && revision !== revisionOf(lambda))
    throw refusal('PreconditionFailedException', 'The Revision Id provided does not match the latest Revision Id.');
  const memory_mib = numberIn(input, 'MemorySize') ?? told<number>(lambda, 'memory_mib') ?? MEMORY.least;
  if (memory_mib < MEMORY.least || memory_mib > MEMORY.most)
    throw refusal('InvalidParameterValueException', `'MemorySize' is between ${MEMORY.least} and ${MEMORY.most} MB.`);
  const sized = state.act(lambda, { kind: 'set_function_memory', memory_mib }) ?? lambda;
  const timeout_seconds = numberIn(input, 'Timeout') ?? told<number>(lambda, 'timeout_seconds');
  const after = state.put(changed(sized, { timeout_seconds, last_modified_at: at }));
  return {
    ...configurationOf(after),
    LastUpdateStatus: 'InProgress',
    LastUpdateStatusReason: 'The function is being created.',
    LastUpdateStatusReasonCode: 'Creating',
  };
}

/** What Lambda does with functions. */
export const FUNCTION_OPERATIONS: AwsOperations = {
  GetFunctionConfiguration: { reads: [FUNCTION], answer: (call) => configurationOf(functionIn(call)) },
  GetFunction: {
    reads: [FUNCTION],
    answer: (call) => {
      const lambda = functionIn(call);
      const tags = Object.keys(lambda.tags).length === 0 ? {} : { Tags: lambda.tags };
      return { Configuration: configurationOf(lambda), Code: { RepositoryType: 'S3' }, ...tags };
    },
  },
  ListTags: {
    reads: [FUNCTION],
    answer: (call) => ({ Tags: functionNamed(call, needed(call.input, 'Resource')).tags }),
  },
  UpdateFunctionConfiguration: { reads: [FUNCTION], answer: update },
};
