import type { AwsSession } from '../session.ts';

/** The regions that are switched on for this account. */
export async function enabledRegions(session: AwsSession): Promise<string[]> {
  const { EC2Client, DescribeRegionsCommand } = await import('@aws-sdk/client-ec2');
  const { Regions = [] } = await session.client(EC2Client, session.region).send(new DescribeRegionsCommand({}));
  return Regions.flatMap(({ RegionName }) => RegionName ?? []);
}
