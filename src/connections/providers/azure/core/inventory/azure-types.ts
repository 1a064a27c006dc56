import { balancerTypes } from './balancers.ts';
import { containerTypes } from './containers.ts';
import { diskTypes } from './disks.ts';
import { flexibleServerTypes } from './flexible-servers.ts';
import { networkTypes } from './network.ts';
import type { AzureType } from './resource.ts';
import { sqlTypes } from './sql.ts';
import { storageTypes } from './storage.ts';
import { virtualMachineTypes } from './virtual-machines.ts';
import { webTypes } from './web.ts';

/** Every type that is collected. To add one, describe it in the file of its family and list the family here. */
export const AZURE_TYPES: AzureType[] = [
  ...virtualMachineTypes,
  ...diskTypes,
  ...networkTypes,
  ...balancerTypes,
  ...webTypes,
  ...sqlTypes,
  ...flexibleServerTypes,
  ...storageTypes,
  ...containerTypes,
];
