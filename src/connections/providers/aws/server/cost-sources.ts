import { type Connection, type CostSource, NeedsAttentionError } from '../../../server/provider.ts';
import type { AwsCredentials } from '../core/credentials.ts';
import { costExplorerSource, type Payer } from './cost-explorer/source.ts';
import { readableExports } from './data-exports/list-exports.ts';
import { exportSource } from './data-exports/source.ts';
import { explained } from './errors.ts';
import { type AwsSession, openAwsSession } from './session.ts';

/** Organizations is in one region for all. */
const REGION = 'us-east-1';

/**
 * Who pays. A management account sees all of its organization, a member itself, and an account without organization is
 * all there is. Where that may not be asked, the account is taken to pay for itself, and to give way to whatever tells of
 * it as part of a larger bill; Cost Explorer says which accounts it has costs of.
 */
async function payerOf({ account_id, client }: AwsSession, connection: Connection<AwsCredentials>): Promise<Payer> {
  const { DescribeOrganizationCommand, OrganizationsClient } = await import('@aws-sdk/client-organizations');
  const organizations = client(OrganizationsClient, REGION);
  const itself = { billing_account_id: account_id, scope_account_id: null };
  try {
    const options = { abortSignal: connection.signal };
    const { Organization } = await organizations.send(new DescribeOrganizationCommand({}), options);
    const management = Organization?.MasterAccountId;
    if (!management) throw new Error('AWS did not say which account manages the organization.');
    return management === account_id
      ? { ...itself, only_account: null }
      : { billing_account_id: management, scope_account_id: account_id, only_account: account_id };
  } catch (error) {
    if (error instanceof Error && error.name === 'AWSOrganizationsNotInUseException')
      return { ...itself, only_account: account_id };
    const reason = explained(error, 'organizations:DescribeOrganization', connection.now());
    if (!(reason instanceof NeedsAttentionError && reason.permission !== null)) throw reason;
    connection.log.info({ permission: reason.permission }, 'the account is taken to pay for itself');
    return { billing_account_id: account_id, scope_account_id: account_id, only_account: null };
  } finally {
    organizations.destroy();
  }
}

/**
 * Where the costs of an AWS connection come from: Cost Explorer, and every data export of FOCUS or CUR 2.0, in the order
 * in which they are to be preferred where several tell of the same period. Throws
 * `NeedsAttentionError` and `ThrottledError` for what those name.
 */
export async function awsCostSources(connection: Connection<AwsCredentials>): Promise<CostSource[]> {
  const session = await openAwsSession(connection, 'background');
  const payer = await payerOf(session, connection);
  const exports = await readableExports(session, connection);
  return [
    costExplorerSource(session, connection, payer),
    ...(await Promise.all(exports.map((one) => exportSource(session, connection, payer, one)))),
  ];
}
