import { ROLES, type Role } from '../../../platform/core/endpoint.ts';

const MEANINGS: Record<Role, string> = {
  admin: 'everything, also people and settings',
  member: 'brings in data and saves views',
  viewer: 'reads',
};

/** The roles with what each may do, for a selection. */
export const ROLE_CHOICES = ROLES.map((role) => ({ value: role, label: `${role}: ${MEANINGS[role]}` }));
