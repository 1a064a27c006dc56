import type { Action, ParametersOf } from '../../change.ts';
import type { Code, CodeRequest } from '../types.ts';
import { INSTANCE_SCRIPTS } from './aws-instances.ts';
import { ELB_SCRIPTS, NETWORK_SCRIPTS } from './aws-network.ts';
import { RDS_SCRIPTS } from './aws-rds.ts';
import { DYNAMODB_SCRIPTS, ELASTICACHE_SCRIPTS, LAMBDA_SCRIPTS } from './aws-services.ts';
import { ECR_SCRIPTS, EKS_SCRIPTS, LOGS_SCRIPTS, S3_SCRIPTS } from './aws-storage.ts';
import { VOLUME_SCRIPTS } from './aws-volumes.ts';
import { AZURE_SCRIPTS } from './azure.ts';
import { AZURE_COMPUTE_SCRIPTS } from './azure-compute.ts';
import { framed } from './frame.ts';
import type { ScriptOf } from './script.ts';

/** The script of every action: the compiler asks for one when an action is added. */
const SCRIPTS: { [A in Action]: ScriptOf<A> } = {
  ...INSTANCE_SCRIPTS,
  ...VOLUME_SCRIPTS,
  ...NETWORK_SCRIPTS,
  ...ELB_SCRIPTS,
  ...RDS_SCRIPTS,
  ...ELASTICACHE_SCRIPTS,
  ...LAMBDA_SCRIPTS,
  ...DYNAMODB_SCRIPTS,
  ...S3_SCRIPTS,
  ...LOGS_SCRIPTS,
  ...ECR_SCRIPTS,
  ...EKS_SCRIPTS,
  ...AZURE_COMPUTE_SCRIPTS,
  ...AZURE_SCRIPTS,
};

/** A file name that says what it is: letters, digits and hyphens of the resource's name alone. */
const fileName = ({ change, resource_name, resource_id }: CodeRequest): string => {
  const safe = (text: string): string =>
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 60);
  const resource = safe(resource_name ?? '') || safe(resource_id.split(/[/:]/).at(-1) ?? '') || 'resource';
  return `${safe(change.action)}-${resource}.sh`;
};

/**
 * The change as a bash script for the cloud's command line: it checks the account and the state first, is a dry run
 * unless started with --apply, makes a backup before it deletes and stops if that fails, and prints how to undo it.
 */
export function scriptOf(request: CodeRequest): Code {
  const { action, parameters } = request.change;
  // The table is typed by action, which a look-up by a union of actions loses.
  const parts = (SCRIPTS[action] as ScriptOf<Action>)(parameters as ParametersOf<Action>, request);
  const cli = request.provider === 'aws' ? 'AWS CLI (version 2)' : 'Azure CLI';
  const needs = [cli, 'bash', ...(parts.needs ?? [])].join(', ');
  return {
    files: [{ path: fileName(request), language: 'bash', content: framed(request, parts) }],
    notes: [
      `Needs ${needs}, signed in with permission for the calls it makes.`,
      'It shows what it would do; started with --apply it does it, after it has checked that the resource is still as it was found.',
      ...(parts.permanent === undefined
        ? []
        : [`${parts.permanent} It asks for CONFIRM_PERMANENT=yes beside --apply.`]),
    ],
  };
}
