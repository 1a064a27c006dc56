/** Words that are not written as other words are. */
const SPECIAL: Record<string, string> = {
  gib: '(GiB)',
  mib: '(MiB)',
  mbps: '(Mbit/s)',
  gbps: '(Gbit/s)',
  mb: '(MB)',
  ms: '(ms)',
  percent: '(%)',
  ip: 'IP',
  ips: 'IPs',
  iops: 'IOPS',
  gb: '(GB)',
  gpus: 'GPUs',
  nvme: 'NVMe',
  cpu: 'CPU',
  vcpu: 'vCPU',
  vcpus: 'vCPUs',
  cpus: 'CPUs',
  arn: 'ARN',
  eks: 'EKS',
  ena: 'ENA',
  ebs: 'EBS',
  vpc: 'VPC',
  az: 'AZ',
  sku: 'SKU',
  dns: 'DNS',
  kms: 'KMS',
  os: 'OS',
};

/** The name of an attribute as people read it: `size_gib` is `Size (GiB)`, and names in capitals stay as they are. */
export function attributeTitle(name: string): string {
  return name
    .split('_')
    .map((word, index) => {
      if (Object.hasOwn(SPECIAL, word)) return SPECIAL[word];
      return index === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : word;
    })
    .join(' ');
}

/** Attributes in the order they are read in, and the titles of those that the cloud does not tell. */
export function attributesOf(attributes: Record<string, unknown>): {
  told: { name: string; title: string; shown: Shown }[];
  unknown: string[];
} {
  const all = Object.entries(attributes)
    .map(([name, value]) => ({ name, title: attributeTitle(name), shown: shownAs(value) }))
    .toSorted((a, b) => a.title.localeCompare(b.title, 'en'));
  const is_unknown = ({ shown }: { shown: Shown }): boolean => shown.kind === 'unknown';
  return { told: all.filter((one) => !is_unknown(one)), unknown: all.filter(is_unknown).map(({ title }) => title) };
}

/** A value of an attribute in the form it is shown in. */
export type Shown =
  | { kind: 'unknown' }
  | { kind: 'text'; text: string }
  | { kind: 'number'; value: number }
  | { kind: 'instant'; at: string }
  | { kind: 'list'; texts: string[] }
  | { kind: 'parts'; parts: { name: string; value: Shown }[] }
  | { kind: 'several'; items: Shown[] };

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

const partsOf = (value: object): Shown => ({
  kind: 'parts',
  parts: Object.entries(value).map(([name, part]) => ({ name, value: shownAs(part) })),
});

/** How any value of JSON is shown. Unknown (null) is not "none": an empty list is. */
export function shownAs(value: unknown): Shown {
  if (value === null || value === undefined || value === '') return { kind: 'unknown' };
  if (typeof value === 'number') return { kind: 'number', value };
  if (typeof value === 'boolean') return { kind: 'text', text: value ? 'Yes' : 'No' };
  if (typeof value === 'string')
    return INSTANT.test(value) ? { kind: 'instant', at: value } : { kind: 'text', text: value };
  if (!Array.isArray(value)) return Object.keys(value).length === 0 ? { kind: 'text', text: 'None' } : partsOf(value);
  if (value.length === 0) return { kind: 'text', text: 'None' };
  if (value.every((item) => typeof item !== 'object' || item === null))
    return { kind: 'list', texts: value.map((item) => (item === null ? 'not known' : String(item))) };
  return { kind: 'several', items: value.map(shownAs) };
}
