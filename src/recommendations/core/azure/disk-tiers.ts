/** What a standard SSD of a tier gives at most. */
export interface DiskTier {
  /** As the price lists have it: `E30`. */
  name: string;
  size_gib: number;
  iops: number;
  mb_per_second: number;
}

const tier = (name: string, size_gib: number, iops = 500, mb_per_second = 60): DiskTier => ({
  name,
  size_gib,
  iops,
  mb_per_second,
});

/** Microsoft, scalability and performance targets of managed disks (as of 2023-02-14): what they give without bursts. */
const STANDARD_SSD: readonly DiskTier[] = [
  tier('E1', 4),
  tier('E2', 8),
  tier('E3', 16),
  tier('E4', 32),
  tier('E6', 64),
  tier('E10', 128),
  tier('E15', 256),
  tier('E20', 512),
  tier('E30', 1_024),
  tier('E40', 2_048),
  tier('E50', 4_096),
  tier('E60', 8_192, 2_000, 400),
  tier('E70', 16_384, 4_000, 600),
  tier('E80', 32_767, 6_000, 750),
];

/** The tier that a standard SSD of a size is charged as; null beyond the largest. Premium disks have the same sizes. */
export const standardSsdTier = (size_gib: number): DiskTier | null =>
  STANDARD_SSD.find((one) => size_gib <= one.size_gib) ?? null;

/** The premium tier of the same size, such as `P30` for `E30`. */
export const premiumTierOf = ({ name }: DiskTier): string => name.replace('E', 'P');
