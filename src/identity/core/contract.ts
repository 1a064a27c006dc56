import { z } from 'zod';
import {
  currencySchema,
  dateSchema,
  endpoint,
  idParams,
  pageOf,
  pageQuery,
  roleSchema,
  timestampSchema,
} from '../../platform/core/endpoint.ts';
import { notificationSettingsSchema } from './notification-settings.ts';

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'must have at most 254 characters')
  .pipe(z.email('must be an e-mail address'));
const newPassword = z.string().min(8, 'must have at least 8 characters').max(200, 'must have at most 200 characters');
const displayName = z.string().trim().min(1, 'must not be empty').max(120, 'must have at most 120 characters');

export const userSchema = z.object({ id: z.uuid(), email: z.string(), name: z.string(), role: roleSchema });
export const organizationSchema = z.object({ id: z.uuid(), name: z.string(), currency: currencySchema });
export type User = z.infer<typeof userSchema>;
export type Organization = z.infer<typeof organizationSchema>;

const sessionAnswer = z.object({ token: z.string(), user: userSchema, organization: organizationSchema });

export const settingsSchema = z.object({
  name: displayName,
  currency: currencySchema,
  timezone: z.string().refine(isTimezone, 'must be a time zone name such as Europe/Berlin'),
  /** First month of the fiscal year, 1 to 12. */
  fiscal_year_start: z.number().int().min(1).max(12),
  /** BCP 47 tag that numbers and dates are written in. */
  locale: z.string().refine(isLocale, 'must be a language tag such as en-US'),
  /** When and how people are told; where they are not given with a change, they stay. */
  notifications: notificationSettingsSchema.optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

function isTimezone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const apiKeySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  role: roleSchema,
  /** The first characters of the key, enough to recognise it. */
  prefix: z.string(),
  created_by: z.string(),
  created_at: timestampSchema,
  expires_at: timestampSchema.nullable(),
  last_used_at: timestampSchema.nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

const memberSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: roleSchema,
  created_at: timestampSchema,
  last_login_at: timestampSchema.nullable(),
});
export type Member = z.infer<typeof memberSchema>;

const invitationSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  role: roleSchema,
  invited_by: z.string(),
  created_at: timestampSchema,
  expires_at: timestampSchema,
});
export type Invitation = z.infer<typeof invitationSchema>;

const auditEntrySchema = z.object({
  id: z.string(),
  at: timestampSchema,
  actor_kind: z.enum(['user', 'api_key', 'system']),
  actor_id: z.string().nullable(),
  actor_name: z.string(),
  /** `<what>.<verb>`, such as `member.invited`. */
  action: z.string(),
  target_kind: z.string(),
  target_id: z.string().nullable(),
  address: z.string().nullable(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const tag = 'Identity';

export const identityContract = {
  signup: endpoint({
    method: 'POST',
    path: '/auth/signup',
    access: 'public',
    tag,
    summary: 'Create an organization and its first admin',
    body: z.strictObject({ email, password: newPassword, name: displayName, organization_name: displayName }),
    answer: sessionAnswer,
    status: 201,
    rate_limit: 60,
  }),
  login: endpoint({
    method: 'POST',
    path: '/auth/login',
    access: 'public',
    tag,
    summary: 'Sign in with e-mail address and password',
    body: z.strictObject({ email, password: z.string().min(1, 'must not be empty').max(200) }),
    answer: sessionAnswer,
    rate_limit: 60,
  }),
  logout: endpoint({
    method: 'POST',
    path: '/auth/logout',
    access: 'viewer',
    tag,
    summary: 'End this session; its token is dead from then on',
  }),
  me: endpoint({
    method: 'GET',
    path: '/auth/me',
    access: 'viewer',
    tag,
    summary: 'Who is signed in',
    answer: z.object({ user: userSchema, organization: organizationSchema }),
  }),
  changePassword: endpoint({
    method: 'POST',
    path: '/auth/password',
    access: 'viewer',
    tag,
    summary: 'Change your password; all your other sessions end',
    body: z.strictObject({
      current_password: z.string().min(1, 'must not be empty').max(200),
      new_password: newPassword,
    }),
    rate_limit: 10,
  }),
  createApiKey: endpoint({
    method: 'POST',
    path: '/auth/api-keys',
    access: 'admin',
    tag,
    summary: 'Create an API key; the key is shown this once',
    body: z.strictObject({ name: displayName, role: roleSchema, expires_at: timestampSchema.nullish() }),
    answer: z.object({ id: z.uuid(), name: z.string(), key: z.string() }),
    status: 201,
  }),
  listApiKeys: endpoint({
    method: 'GET',
    path: '/auth/api-keys',
    access: 'admin',
    tag,
    summary: 'API keys of the organization',
    query: z.strictObject(pageQuery),
    answer: pageOf(apiKeySchema),
  }),
  deleteApiKey: endpoint({
    method: 'DELETE',
    path: '/auth/api-keys/{id}',
    access: 'admin',
    tag,
    summary: 'Revoke an API key',
    params: idParams,
  }),
  listMembers: endpoint({
    method: 'GET',
    path: '/members',
    access: 'viewer',
    tag,
    summary: 'Members of the organization',
    query: z.strictObject(pageQuery),
    answer: pageOf(memberSchema),
  }),
  updateMember: endpoint({
    method: 'PATCH',
    path: '/members/{id}',
    access: 'admin',
    tag,
    summary: "Change a member's role",
    params: idParams,
    body: z.strictObject({ role: roleSchema }),
    answer: memberSchema,
  }),
  removeMember: endpoint({
    method: 'DELETE',
    path: '/members/{id}',
    access: 'admin',
    tag,
    summary: 'Remove a member; their sessions end',
    params: idParams,
  }),
  invite: endpoint({
    method: 'POST',
    path: '/members/invitations',
    access: 'admin',
    tag,
    summary: 'Invite somebody; answers with the link to hand over, shown this once',
    body: z.strictObject({ email, role: roleSchema }),
    answer: invitationSchema.extend({ token: z.string(), path: z.string() }),
    status: 201,
  }),
  listInvitations: endpoint({
    method: 'GET',
    path: '/members/invitations',
    access: 'admin',
    tag,
    summary: 'Invitations not yet accepted',
    query: z.strictObject(pageQuery),
    answer: pageOf(invitationSchema),
  }),
  revokeInvitation: endpoint({
    method: 'DELETE',
    path: '/members/invitations/{id}',
    access: 'admin',
    tag,
    summary: 'Withdraw an invitation',
    params: idParams,
  }),
  showInvitation: endpoint({
    method: 'POST',
    path: '/auth/invitations/look-up',
    access: 'public',
    tag,
    summary: 'What an invitation link offers',
    body: z.strictObject({ token: z.string().min(1).max(200) }),
    answer: z.object({ email: z.string(), role: roleSchema, organization_name: z.string() }),
    rate_limit: 20,
  }),
  acceptInvitation: endpoint({
    method: 'POST',
    path: '/auth/invitations/accept',
    access: 'public',
    tag,
    summary: 'Join an organization with an invitation link',
    body: z.strictObject({ token: z.string().min(1).max(200), name: displayName, password: newPassword }),
    answer: sessionAnswer,
    status: 201,
    rate_limit: 10,
  }),
  getSettings: endpoint({
    method: 'GET',
    path: '/settings',
    access: 'viewer',
    tag,
    summary: 'Settings of the organization',
    answer: settingsSchema,
  }),
  updateSettings: endpoint({
    method: 'PUT',
    path: '/settings',
    access: 'admin',
    tag,
    summary: 'Replace the settings of the organization',
    body: settingsSchema.strict(),
    answer: settingsSchema,
  }),
  listAuditLog: endpoint({
    method: 'GET',
    path: '/audit-log',
    access: 'admin',
    tag,
    summary: 'Who did what, when and from where; newest first',
    query: z.strictObject({
      ...pageQuery,
      action: z.string().max(100).optional(),
      actor_id: z.string().max(100).optional(),
      target_kind: z.string().max(100).optional(),
      target_id: z.string().max(100).optional(),
      start: dateSchema.optional(),
      end: dateSchema.optional(),
    }),
    answer: pageOf(auditEntrySchema),
  }),
};
