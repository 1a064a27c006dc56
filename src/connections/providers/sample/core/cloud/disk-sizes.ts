/** The kinds of managed disks by their SKU, without the part for redundancy. */
const KINDS: Record<string, { tier: string; letter: string }> = {
  Standard: { tier: 'Standard', letter: 'S' },
  StandardSSD: { tier: 'Standard', letter: 'E' },
  Premium: { tier: 'Premium', letter: 'P' },
};

/** Sizes up to their GiB: number, and operations and MiB a second of premium disks and of standard ones (Microsoft's page of disk types). */
const SIZES = [
  { gib: 4, number: 1, premium: [120, 25], standard: [500, 60] },
  { gib: 8, number: 2, premium: [120, 25], standard: [500, 60] },
  { gib: 16, number: 3, premium: [120, 25], standard: [500, 60] },
  { gib: 32, number: 4, premium: [120, 25], standard: [500, 60] },
  { gib: 64, number: 6, premium: [240, 50], standard: [500, 60] },
  { gib: 128, number: 10, premium: [500, 100], standard: [500, 60] },
  { gib: 256, number: 15, premium: [1_100, 125], standard: [500, 60] },
  { gib: 512, number: 20, premium: [2_300, 150], standard: [500, 60] },
  { gib: 1_024, number: 30, premium: [5_000, 200], standard: [500, 60] },
  { gib: 2_048, number: 40, premium: [7_500, 250], standard: [500, 60] },
  { gib: 4_096, number: 50, premium: [7_500, 250], standard: [500, 60] },
] as const;

const kindOf = (sku: string) => KINDS[/^(\w+)_(?:LRS|ZRS)$/.exec(sku)?.[1] ?? ''] ?? null;

/** The tier of a SKU of disks or snapshots, such as `Premium` for `Premium_LRS`; null for SKUs it does not know. */
export const tierOfSku = (sku: string): string | null => kindOf(sku)?.tier ?? null;

/** Performance tier, operations and MiB a second of a disk, by its SKU and size. */
export function performanceOf(sku: string, size_gib: number): { tier: string; iops: number; throughput: number } {
  const kind = kindOf(sku);
  const size = SIZES.find(({ gib }) => size_gib <= gib) ?? SIZES.at(-1)!;
  const [iops, throughput] = kind?.tier === 'Premium' ? size.premium : size.standard;
  return { tier: `${kind?.letter ?? ''}${size.number}`, iops, throughput };
}
