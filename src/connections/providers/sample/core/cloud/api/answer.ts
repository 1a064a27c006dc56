import type { AwsCall, CloudAnswer, CloudCall } from '../../../../../core/cloud-call.ts';
import { SampleActionError } from '../action-rule.ts';
import { AUTO_SCALING_OPERATIONS } from './auto-scaling.ts';
import { answerOfAzure, needsOfAzure } from './azure.ts';
import { BALANCING_OPERATIONS, CLASSIC_BALANCING_OPERATIONS } from './balancing.ts';
import { ADDRESS_OPERATIONS } from './ec2-addresses.ts';
import { ATTRIBUTE_OPERATIONS } from './ec2-instance-attributes.ts';
import { INSTANCE_OPERATIONS } from './ec2-instances.ts';
import { SNAPSHOT_OPERATIONS } from './ec2-snapshots.ts';
import { TAG_OPERATIONS } from './ec2-tags.ts';
import { TYPE_OPERATIONS } from './ec2-types.ts';
import { VOLUME_OPERATIONS } from './ec2-volumes.ts';
import { FUNCTION_OPERATIONS } from './lambda.ts';
import { LOG_OPERATIONS } from './logs.ts';
import type { AwsOperations } from './operation.ts';
import { DATABASE_OPERATIONS } from './rds.ts';
import { BUCKET_OPERATIONS } from './s3.ts';
import type { SampleResource } from './sample-resource.ts';
import { SampleState, type StoredResources } from './state.ts';

/** The operations of AWS that the sample cloud has, by service. */
export const SAMPLE_OPERATIONS: Readonly<Record<AwsCall['service'], AwsOperations>> = {
  ec2: {
    ...INSTANCE_OPERATIONS,
    ...ATTRIBUTE_OPERATIONS,
    ...TYPE_OPERATIONS,
    ...VOLUME_OPERATIONS,
    ...SNAPSHOT_OPERATIONS,
    ...ADDRESS_OPERATIONS,
    ...TAG_OPERATIONS,
  },
  'auto-scaling': AUTO_SCALING_OPERATIONS,
  'elastic-load-balancing': CLASSIC_BALANCING_OPERATIONS,
  'elastic-load-balancing-v2': BALANCING_OPERATIONS,
  rds: DATABASE_OPERATIONS,
  s3: BUCKET_OPERATIONS,
  'cloudwatch-logs': LOG_OPERATIONS,
  lambda: FUNCTION_OPERATIONS,
};

/** Which resources have to be known to answer a call: those of the types in the region, and those of the ids. */
export interface SampleNeeds {
  resource_types: readonly string[];
  /** Null where resources of the types count wherever they are. */
  region: string | null;
  resource_ids: readonly string[];
  /** It may change something. */
  changes: boolean;
}

/** What is asked of the store for a call; nothing for one that the sample cloud does not know. */
export function needsOf(call: CloudCall): SampleNeeds {
  if (call.cloud === 'azure') return { ...needsOfAzure(call), region: null, changes: call.method !== 'GET' };
  const operation = SAMPLE_OPERATIONS[call.service][call.operation];
  return {
    resource_types: operation?.reads ?? [],
    region: operation?.anywhere ? null : call.region,
    resource_ids: [],
    changes: operation !== undefined && !/^(Describe|Get|List)/.test(call.operation),
  };
}

/** As JSON carries it: without what is undefined. */
const asJson = (body: object | null): unknown => JSON.parse(JSON.stringify(body)) as unknown;

function bodyOf(call: CloudCall, state: SampleState, at: string): object | null {
  if (call.cloud === 'azure') return answerOfAzure(call, state, at);
  const operation = SAMPLE_OPERATIONS[call.service][call.operation];
  if (!operation)
    throw new SampleActionError('InvalidAction', `The sample cloud has no ${call.operation} of ${call.service}.`);
  return operation.answer({ input: call.input, region: call.region, at, state });
}

/**
 * What the sample cloud answers to a call at the instant `at` (ISO text), and what became of its resources by it, by id;
 * null is gone. `stored` is what `needsOf` asks for. The answer is what the real cloud's SDK would give.
 */
export function answerSampleCall(
  call: CloudCall,
  stored: StoredResources,
  at: string,
): { answer: CloudAnswer; changes: ReadonlyMap<string, SampleResource | null> } {
  const state = new SampleState(stored);
  try {
    return { answer: { ok: true, body: asJson(bodyOf(call, state, at)), operation: null }, changes: state.changes };
  } catch (error) {
    if (!(error instanceof SampleActionError)) throw error;
    const { code, message, meaning } = error;
    return { answer: { ok: false, meaning, code, message, permission: null }, changes: new Map() };
  }
}
