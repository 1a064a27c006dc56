import { AZURE_TYPES } from './inventory/azure-types.ts';

/** What the product does with a connection. */
export const AZURE_CAPABILITIES = [
  'identity',
  'cost',
  'inventory',
  'metrics',
  'recommendations',
  'remediation',
] as const;
/** One of them. */
export type AzureCapability = (typeof AZURE_CAPABILITIES)[number];

/** By which everything else can be told; without it nobody knows what is missing. */
export const OWN_PERMISSIONS = 'Microsoft.Authorization/permissions/read';
/** Tells how much memory and how many processors a size has. */
export const VM_SIZES = 'Microsoft.Compute/skus/read';
/** Tells whether a storage account moves or deletes what is old. */
export const LIFECYCLE_POLICIES = 'Microsoft.Storage/storageAccounts/managementPolicies/read';

/**
 * Discounts by reservation, as far as a subscription shows them. Reservations themselves belong to the directory, and take
 * the role Reservations Reader there (Microsoft, “Permissions to view and manage Azure reservations”).
 */
export const RESERVATIONS = 'Microsoft.Capacity/*/read';

/** What previews of changes look at beside the inventory. */
export const PREVIEWS = [
  'Microsoft.Authorization/locks/read',
  'Microsoft.Compute/locations/vmSizes/read',
  'Microsoft.Compute/virtualMachines/vmSizes/read',
];

/**
 * The actions of Azure that each capability needs, as role definitions name them. Roles to copy, the test of a connection
 * and messages about what is missing all come from here. `remediation` is given by a role of its own, when changes are
 * wanted. Exports in Blob storage need the role Storage Blob Data Reader on their container besides.
 */
export const AZURE_ACTIONS: Record<AzureCapability, readonly string[]> = {
  identity: [
    'Microsoft.Resources/subscriptions/read',
    // Where a management group is connected.
    'Microsoft.Management/managementGroups/read',
    'Microsoft.Management/managementGroups/descendants/read',
    OWN_PERMISSIONS,
  ],
  cost: [
    'Microsoft.CostManagement/query/read',
    'Microsoft.CostManagement/dimensions/read',
    'Microsoft.CostManagement/exports/read',
  ],
  inventory: [
    'Microsoft.ResourceGraph/resources/read',
    ...AZURE_TYPES.map(({ permission }) => permission),
    VM_SIZES,
    LIFECYCLE_POLICIES,
  ],
  metrics: ['Microsoft.Insights/metrics/read'],
  recommendations: ['Microsoft.Advisor/recommendations/read'],
  // Exactly what the actions of `remediation/core/actions` declare.
  remediation: [
    'Microsoft.Authorization/locks/read',
    'Microsoft.Compute/diskAccesses/read',
    'Microsoft.Compute/diskEncryptionSets/read',
    'Microsoft.Compute/disks/beginGetAccess/action',
    'Microsoft.Compute/disks/delete',
    'Microsoft.Compute/disks/read',
    'Microsoft.Compute/disks/write',
    'Microsoft.Compute/locations/diskOperations/read',
    'Microsoft.Compute/locations/operations/read',
    'Microsoft.Compute/locations/vmSizes/read',
    'Microsoft.Compute/snapshots/beginGetAccess/action',
    'Microsoft.Compute/snapshots/delete',
    'Microsoft.Compute/snapshots/read',
    'Microsoft.Compute/snapshots/write',
    'Microsoft.Compute/virtualMachines/deallocate/action',
    'Microsoft.Compute/virtualMachines/powerOff/action',
    'Microsoft.Compute/virtualMachines/read',
    'Microsoft.Compute/virtualMachines/start/action',
    'Microsoft.Compute/virtualMachines/vmSizes/read',
    'Microsoft.Compute/virtualMachines/write',
    'Microsoft.Network/locations/operations/read',
    'Microsoft.Network/networkInterfaces/read',
    'Microsoft.Network/publicIPAddresses/delete',
    'Microsoft.Network/publicIPAddresses/read',
    'Microsoft.Network/publicIPAddresses/write',
    'Microsoft.Network/publicIPPrefixes/join/action',
    'Microsoft.Web/locations/operations/read',
    'Microsoft.Web/serverfarms/read',
    'Microsoft.Web/serverfarms/write',
  ],
};

/** What one role allows: actions with wildcards, less its exceptions. */
export interface RolePermission {
  actions: string[];
  notActions: string[];
}

/** `*` stands for any text, slashes too, and case does not matter. */
function matches(pattern: string, action: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(action);
}

/** Whether roles allow an action. An exception takes it from its own role only: another role may still give it. */
export const allows = (roles: RolePermission[], action: string): boolean =>
  roles.some(
    ({ actions, notActions }) =>
      actions.some((pattern) => matches(pattern, action)) && !notActions.some((pattern) => matches(pattern, action)),
  );

/** Which of the actions that `capability` needs are not allowed by `roles`. */
export const missingActions = (roles: RolePermission[], capability: AzureCapability): string[] =>
  AZURE_ACTIONS[capability].filter((action) => !allows(roles, action));
