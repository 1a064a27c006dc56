import type { InventoryResource } from '../../../../core/inventory.ts';
import {
  type AwsFamily,
  type AwsPlace,
  instantOfText,
  known,
  resourceAt,
  said,
  sorted,
  TAGS_PERMISSION,
  tagsOfRecord,
} from './common.ts';

export const LAMBDA_FUNCTIONS: AwsFamily = {
  resource_types: ['AWS::Lambda::Function'],
  permissions: ['lambda:ListFunctions', TAGS_PERMISSION],
  scope: 'regional',
};

/** What is read of a function in the answer of ListFunctions; its environment, which may hold secrets, is not. */
export interface LambdaFunction {
  FunctionName?: string | undefined;
  FunctionArn?: string | undefined;
  Runtime?: string | undefined;
  PackageType?: string | undefined;
  Architectures?: string[] | undefined;
  MemorySize?: number | undefined;
  Timeout?: number | undefined;
  CodeSize?: number | undefined;
  EphemeralStorage?: { Size?: number | undefined } | undefined;
  SnapStart?: { ApplyOn?: string | undefined } | undefined;
  VpcConfig?: { VpcId?: string | undefined } | undefined;
  LastModified?: string | undefined;
}

/** A function, all its versions together. */
export function functionResource(
  place: AwsPlace,
  lambda: LambdaFunction,
  tags: Record<string, string> | undefined,
): InventoryResource {
  return resourceAt(place, {
    resource_id: said(lambda.FunctionArn, 'FunctionArn'),
    resource_type: 'AWS::Lambda::Function',
    name: known(lambda.FunctionName),
    tags: tagsOfRecord(tags),
    attributes: {
      memory_mib: known(lambda.MemorySize),
      timeout_seconds: known(lambda.Timeout),
      runtime: known(lambda.Runtime),
      architectures: sorted(lambda.Architectures),
      package_type: known(lambda.PackageType),
      code_bytes: known(lambda.CodeSize),
      ephemeral_storage_mib: known(lambda.EphemeralStorage?.Size),
      snap_start: known(lambda.SnapStart?.ApplyOn),
      vpc_id: lambda.VpcConfig?.VpcId || null,
      last_modified_at: instantOfText(lambda.LastModified),
    },
  });
}
