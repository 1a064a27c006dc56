import { AZURE_ACTIONS, type AzureCapability, PREVIEWS, RESERVATIONS } from '../permissions.ts';

/** Stands for the subscription in documents, for people to replace. */
export const SUBSCRIPTION_PLACEHOLDER = '00000000-0000-0000-0000-000000000000';

/** A custom role of the product. */
export interface SetupRole {
  name: string;
  description: string;
  actions: string[];
}

const READING: AzureCapability[] = ['identity', 'cost', 'inventory', 'metrics', 'recommendations'];

const actionsOf = (capabilities: AzureCapability[]): string[] =>
  [...new Set(capabilities.flatMap((capability) => AZURE_ACTIONS[capability]))].toSorted();

/** Everything but remediation. */
export const READ_ROLE: SetupRole = {
  name: 'FinOpsMind Reader',
  description: 'Reads costs, resources, their use and the advice of Azure. Changes nothing.',
  actions: [...actionsOf(READING), ...PREVIEWS, RESERVATIONS].toSorted(),
};

/** Only needed where approved changes shall be made. */
export const REMEDIATION_ROLE: SetupRole = {
  name: 'FinOpsMind Remediation',
  description: 'Makes the changes that were approved in FinOpsMind: resize, stop, snapshot, delete what is unused.',
  actions: actionsOf(['remediation']),
};

/** A role as `az role definition create` takes it, assignable in `scope`. */
export const roleDefinition = ({ name, description, actions }: SetupRole, scope: string): string =>
  JSON.stringify(
    {
      Name: name,
      IsCustom: true,
      Description: description,
      Actions: actions,
      NotActions: [],
      DataActions: [],
      NotDataActions: [],
      AssignableScopes: [scope],
    },
    null,
    2,
  );
