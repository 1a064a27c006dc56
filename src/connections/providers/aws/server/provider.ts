import type { Provider } from '../../../server/provider.ts';
import { type AwsCredentials, awsCredentials } from '../core/credentials.ts';
import { awsSetupDocuments } from '../core/setup/index.ts';
import { collectAwsAdvice } from './advice/index.ts';
import { openAwsCloud } from './cloud.ts';
import { awsCostSources } from './cost-sources.ts';
import { collectAwsInventory } from './inventory/index.ts';
import { collectAwsMetrics } from './metrics/index.ts';
import { readServerArn } from './server-identity.ts';
import { testAwsConnection } from './test-connection.ts';

/** The account in the ARN of the role; what keys belong to is known once they are used. */
const accountOf = (credentials: AwsCredentials): string | null =>
  'assume_role_arn' in credentials ? (credentials.assume_role_arn?.split(':')[4] ?? null) : null;

/** Amazon Web Services. */
export const awsProvider: Provider<AwsCredentials> = {
  type: 'aws',
  title: 'Amazon Web Services',
  credentials: awsCredentials,
  accountOf,
  setupDocuments: async ({ external_id, config }) =>
    awsSetupDocuments({
      external_id,
      trusted_account_arn: config.AWS_SERVER_CREDENTIALS === 'off' ? null : await readServerArn(),
    }),
  test: testAwsConnection,
  costSources: awsCostSources,
  collectInventory: collectAwsInventory,
  collectMetrics: collectAwsMetrics,
  collectAdvice: collectAwsAdvice,
  openCloud: openAwsCloud,
};
