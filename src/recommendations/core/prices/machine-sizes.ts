/** A size of virtual machine. */
export interface MachineSize {
  /** `m6i.large`, `Standard_D2s_v5`. */
  name: string;
  /** Sizes of one family differ in size alone: `m6i`, `Dsv5`. */
  family: string;
  vcpus: number;
  memory_mib: number;
  architecture: 'x86_64' | 'arm64';
  /** Earns credits for its processor. */
  burstable: boolean;
  /** Has disks of its own, whose contents are lost when it stops. */
  local_disk: boolean;
}

/** An EC2 instance type; null for one that is not in the tables. */
export const ec2Size = (_name: string): MachineSize | null => null;

/** All sizes of an EC2 family, the smallest first; empty for one that is not in the tables. */
export const ec2FamilySizes = (_family: string): readonly MachineSize[] => [];

/** The newest family of the same kind and architecture that costs no more for the same size; null when there is none. */
export const ec2Successor = (_family: string): string | null => null;

/** The newest family of the same kind with AWS's own processors (Graviton) that costs less; null when there is none. */
export const ec2GravitonFamily = (_family: string): string | null => null;

/** An Azure size, in any case; null for one that is not in the tables. */
export const azureSize = (_name: string): MachineSize | null => null;

/** All sizes of an Azure family, the smallest first. */
export const azureFamilySizes = (_family: string): readonly MachineSize[] => [];
