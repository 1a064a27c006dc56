/** What a type of instance has, of those that the sample company uses or may change to. */
export interface InstanceType {
  vcpus: number;
  memory_mib: number;
  architecture: 'x86_64' | 'arm64';
  current_generation: boolean;
  burstable: boolean;
  gpus: number;
}

const VCPUS: Record<string, number> = {
  medium: 1,
  large: 2,
  xlarge: 4,
  '2xlarge': 8,
  '4xlarge': 16,
  '8xlarge': 32,
  '12xlarge': 48,
};
/** By the first letter of a family: compute, general, memory, graphics. AWS keeps these shares through all sizes. */
const GIB_PER_VCPU: Record<string, number> = { c: 2, m: 4, r: 8, g: 4 };
/** T types have two virtual CPUs up to large, and double their memory with each size. */
const BURSTABLE_GIB: Record<string, number> = { small: 2, medium: 4, large: 8 };
const LAST_PREVIOUS_GENERATION = 4;
const GPUS: Record<string, number> = { 'g5.12xlarge': 4 };

/** Facts about a type such as `m6i.xlarge`, `db.r6i.large` or `cache.r6g.large`; null for types it does not know. */
export function instanceType(name: string): InstanceType | null {
  const [, family = '', generation = '', options = '', size = ''] =
    /^(?:db\.|cache\.)?([a-z])(\d)([a-z]*)\.(\w+)$/.exec(name) ?? [];
  const shared = {
    architecture: options.includes('g') ? ('arm64' as const) : ('x86_64' as const),
    current_generation: Number(generation) > LAST_PREVIOUS_GENERATION || options.includes('g'),
    burstable: family === 't',
    gpus: GPUS[name] ?? 0,
  };
  const burstable_gib = BURSTABLE_GIB[size];
  if (family === 't') return burstable_gib ? { ...shared, vcpus: 2, memory_mib: burstable_gib * 1024 } : null;
  const vcpus = VCPUS[size];
  const gib = GIB_PER_VCPU[family];
  return vcpus && gib ? { ...shared, vcpus, memory_mib: vcpus * gib * 1024 } : null;
}

/** How DescribeInstanceTypes answers for a type, as far as the inventory reads it. */
export const describeType = (name: string, type: InstanceType) => ({
  InstanceType: name,
  CurrentGeneration: type.current_generation,
  BareMetal: false,
  Hypervisor: type.current_generation ? 'nitro' : 'xen',
  BurstablePerformanceSupported: type.burstable,
  VCpuInfo: { DefaultVCpus: type.vcpus },
  MemoryInfo: { SizeInMiB: type.memory_mib },
  InstanceStorageSupported: type.gpus > 0,
  EbsInfo: { NvmeSupport: type.current_generation ? 'required' : 'unsupported' },
  NetworkInfo: { EnaSupport: type.current_generation ? 'required' : 'supported' },
  ...(type.gpus > 0 ? { GpuInfo: { Gpus: [{ Count: type.gpus }] } } : {}),
});

/** The type of half the size in the same family; null below the smallest that every family has. */
export function halfOf(name: string): string | null {
  const sizes = ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge'];
  const [, before = '', size = ''] = /^(.*\.)(\w+)$/.exec(name) ?? [];
  const smaller = sizes[sizes.indexOf(size) - 1];
  return smaller && instanceType(before + smaller) ? before + smaller : null;
}

/** What a size of Azure's virtual machines has. */
export interface MachineSize {
  vcpus: number;
  memory_mib: number;
  temporary_disk_mib: number;
  premium_storage: boolean;
  cpu_architecture: 'x64';
  max_data_disks: number;
}

const size = (vcpus: number, gib: number, temporary_gib: number, max_data_disks: number): MachineSize => ({
  vcpus,
  memory_mib: gib * 1024,
  temporary_disk_mib: temporary_gib * 1024,
  premium_storage: true,
  cpu_architecture: 'x64',
  max_data_disks,
});

/** From Microsoft's pages of the Dsv5, Esv5, Fsv2, Bms, Ddsv5 and Ddsv4 series. */
const MACHINE_SIZES: Record<string, MachineSize> = {
  Standard_B2ms: size(2, 8, 16, 4),
  Standard_B4ms: size(4, 16, 32, 8),
  Standard_D2s_v5: size(2, 8, 0, 4),
  Standard_D4s_v5: size(4, 16, 0, 8),
  Standard_D8s_v5: size(8, 32, 0, 16),
  Standard_E2s_v5: size(2, 16, 0, 4),
  Standard_E4s_v5: size(4, 32, 0, 8),
  Standard_E8s_v5: size(8, 64, 0, 16),
  Standard_F4s_v2: size(4, 8, 32, 8),
  Standard_F8s_v2: size(8, 16, 64, 16),
  Standard_D2ds_v5: size(2, 8, 75, 4),
  Standard_D4ds_v5: size(4, 16, 150, 8),
  Standard_D8ds_v5: size(8, 32, 300, 16),
};

/** Facts about a size such as `Standard_D4s_v5`; null for sizes it does not know. */
export const machineSize = (name: string): MachineSize | null => MACHINE_SIZES[name] ?? null;

/** Whether two sizes are of one series, which the same hosts offer: `Standard_D2s_v5` and `Standard_D8s_v5`. */
export const isOfSeries = (one: string, other: string): boolean => one.replace(/\d+/, '') === other.replace(/\d+/, '');

/** The names of all sizes it knows. */
export const machineSizes = (): string[] => Object.keys(MACHINE_SIZES);

/** The size of half as many CPUs in the same series; null for the smallest. */
export function halfMachine(name: string): string | null {
  const smaller = name.replace(/\d+/, (cpus) => String(Number(cpus) / 2));
  return smaller in MACHINE_SIZES ? smaller : null;
}
