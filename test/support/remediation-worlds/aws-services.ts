import type { Change } from '../../../src/recommendations/core/change.ts';
import { type MotoAccount, motoRole } from '../moto.ts';

/** A change, and the resource it is of, as the inventory has it. */
export interface PreparedChange {
  resource_type: string;
  resource_id: string;
  change: Change;
}

const MASTER = { MasterUsername: 'root', MasterUserPassword: 'not-a-secret' };
/** An empty archive. */
const CODE = Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64');

/** Makes a database; the ids of those that changes are of are their own. */
export async function makeDatabase(account: MotoAccount, region: string, name: string, more: object = {}) {
  const { CreateDBInstanceCommand, RDSClient } = await import('@aws-sdk/client-rds');
  const made = {
    DBInstanceIdentifier: name,
    DBInstanceClass: 'db.m5.xlarge',
    Engine: 'postgres',
    AllocatedStorage: 100,
    StorageType: 'gp3',
    ...MASTER,
  };
  await account.client(RDSClient, region).send(new CreateDBInstanceCommand({ ...made, ...more }));
}

/** Makes a log group that keeps all for ever, unless `retention_days` are given. */
export async function makeLogGroup(
  account: MotoAccount,
  region: string,
  logGroupName: string,
  retention_days?: number,
) {
  const sdk = await import('@aws-sdk/client-cloudwatch-logs');
  const client = account.client(sdk.CloudWatchLogsClient, region);
  await client.send(new sdk.CreateLogGroupCommand({ logGroupName, tags: { team: 'checkout' } }));
  if (retention_days === undefined) return;
  await client.send(new sdk.PutRetentionPolicyCommand({ logGroupName, retentionInDays: retention_days }));
}

/** Makes a function with 1024 MiB, and a secret in its environment. */
export async function makeFunction(account: MotoAccount, region: string, FunctionName: string) {
  const { CreateFunctionCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const Role = await motoRole(account.id, `of-${FunctionName}`, { Service: 'lambda.amazonaws.com' });
  await account.client(LambdaClient, region).send(
    new CreateFunctionCommand({
      FunctionName,
      Role,
      Code: { ZipFile: CODE },
      Handler: 'a.b',
      Runtime: 'python3.12',
      MemorySize: 1024,
      Environment: { Variables: { TOKEN: 'a-secret' } },
      Tags: { team: 'checkout' },
    }),
  );
}

/** A database to stop, one to take the standby from, a log group and a function, and the changes of them. */
export async function prepare(account: MotoAccount, region: string): Promise<PreparedChange[]> {
  await makeDatabase(account, region, 'reports');
  await makeDatabase(account, region, 'orders', { MultiAZ: true });
  await makeLogGroup(account, region, '/app/orders');
  await makeFunction(account, region, 'resize');
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${region}:${account.id}:${rest}`;
  return [
    {
      resource_type: 'AWS::RDS::DBInstance',
      resource_id: arn('rds', 'db:reports'),
      change: { action: 'rds.stop_instance', parameters: { db_instance_identifier: 'reports' } },
    },
    {
      resource_type: 'AWS::RDS::DBInstance',
      resource_id: arn('rds', 'db:orders'),
      change: {
        action: 'rds.modify_instance',
        parameters: { db_instance_identifier: 'orders', multi_az: false, from: { multi_az: true } },
      },
    },
    {
      resource_type: 'AWS::Logs::LogGroup',
      resource_id: arn('logs', 'log-group:/app/orders'),
      change: { action: 'logs.set_retention', parameters: { log_group_name: '/app/orders', retention_days: 90 } },
    },
    {
      resource_type: 'AWS::Lambda::Function',
      resource_id: arn('lambda', 'function:resize'),
      change: {
        action: 'lambda.set_memory',
        parameters: { function_name: 'resize', memory_mib: 512, from_memory_mib: 1024 },
      },
    },
  ];
}

/** All that changes of these services can change, as Moto has it: the same state is the same value. */
export async function stateOf(account: MotoAccount, region: string) {
  const [rds, logs, lambda] = await Promise.all([
    import('@aws-sdk/client-rds'),
    import('@aws-sdk/client-cloudwatch-logs'),
    import('@aws-sdk/client-lambda'),
  ]);
  const [databases, groups, functions] = await Promise.all([
    account.client(rds.RDSClient, region).send(new rds.DescribeDBInstancesCommand({})),
    account.client(logs.CloudWatchLogsClient, region).send(new logs.DescribeLogGroupsCommand({})),
    account.client(lambda.LambdaClient, region).send(new lambda.ListFunctionsCommand({})),
  ]);
  return {
    databases: Object.fromEntries(
      (databases.DBInstances ?? []).map((one) => [
        one.DBInstanceIdentifier ?? '',
        {
          status: one.DBInstanceStatus,
          instance_class: one.DBInstanceClass,
          multi_az: one.MultiAZ,
          storage_gib: one.AllocatedStorage,
          engine_version: one.EngineVersion,
        },
      ]),
    ),
    log_groups: Object.fromEntries(
      (groups.logGroups ?? []).map((one) => [one.logGroupName ?? '', one.retentionInDays ?? null]),
    ),
    functions: Object.fromEntries(
      (functions.Functions ?? []).map((one) => [
        one.FunctionName ?? '',
        { memory_mib: one.MemorySize, timeout_seconds: one.Timeout, environment: one.Environment?.Variables },
      ]),
    ),
  };
}
