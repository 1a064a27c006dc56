import { REGIONS_PERMISSION } from '../../core/inventory/index.ts';
import type { Visit } from './collector.ts';

/** The regions that the account has switched on, in the order of their names. */
export async function listRegions(visit: Visit): Promise<string[]> {
  const { EC2Client, DescribeRegionsCommand } = await import('@aws-sdk/client-ec2');
  const ec2 = visit.client(EC2Client);
  const { Regions = [] } = await visit.ask(REGIONS_PERMISSION, (options) =>
    ec2.send(new DescribeRegionsCommand({ AllRegions: false }), options),
  );
  return Regions.flatMap(({ RegionName }) => RegionName ?? []).sort();
}
