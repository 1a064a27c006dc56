import { z } from 'zod';
import { currencySchema, timestampSchema } from '../../platform/core/endpoint.ts';
import { ACTIONS, type Action } from '../../recommendations/core/change.ts';
import { LEVELS } from '../../recommendations/core/types.ts';

const name = z.string().trim().min(1, 'must be given').max(100);
/** Values of the environment tag, without regard to case; empty text is a resource without one; none is any. */
const environments = z.array(z.string().trim().toLowerCase().max(100)).max(50).default([]);

const amount = z.strictObject({ amount: z.number().nonnegative(), currency: currencySchema });

/** Which changes an approval rule is about (all that is given has to fit) and what it asks. The first that fits counts. */
export const approvalRuleSchema = z
  .strictObject({
    name,
    risks: z.array(z.enum(LEVELS)).default([]),
    actions: z.array(z.enum(ACTIONS as [Action, ...Action[]])).default([]),
    environments,
    /** Null is either. */
    destructive: z.boolean().nullable().default(null),
    /** Of the month; a saving that is not known, or in another currency, does not fit. */
    saving_at_least: amount.nullable().default(null),
    saving_below: amount.nullable().default(null),
    /** People who have to approve; 0 approves by itself. */
    approvals: z.number().int().min(0).max(5),
    /** Whoever proposed it can't approve it. */
    four_eyes: z.boolean(),
  })
  .superRefine(({ approvals, destructive }, context) => {
    if (approvals > 0 || destructive === false) return;
    const message = 'must be false where no approval is asked: what destroys is never approved by itself';
    context.addIssue({ code: 'custom', path: ['destructive'], message });
  });
export type ApprovalRule = z.output<typeof approvalRuleSchema>;

const freezeSchema = z
  .strictObject({ name, start: timestampSchema, end: timestampSchema, environments })
  .refine(({ start, end }) => Date.parse(start) < Date.parse(end), { path: ['end'], message: 'must be after start' });
export type Freeze = z.output<typeof freezeSchema>;

const isTimeZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const hoursSchema = z
  .strictObject({
    name,
    environments,
    /** 1 is Monday, 7 Sunday. */
    weekdays: z.array(z.number().int().min(1).max(7)).min(1, 'must name a day'),
    start_hour: z.number().int().min(0).max(23),
    end_hour: z.number().int().min(1).max(24),
    timezone: z.string().refine(isTimeZone, 'must be a time zone, such as Europe/Berlin'),
  })
  .refine(({ start_hour, end_hour }) => start_hour < end_hour, {
    path: ['end_hour'],
    message: 'must be after start_hour',
  });
export type AllowedHours = z.output<typeof hoursSchema>;

/** How an organization lets changes be carried out. */
export const remediationSettingsSchema = z.strictObject({
  /** In order; where none fits, one person approves who has not proposed it, and two where something is destroyed. */
  approval_rules: z.array(approvalRuleSchema).max(50).default([]),
  /** Days after which a proposal is void that was not approved, or that nobody has let begin. */
  expires_after_days: z.number().int().min(1).max(90).default(7),
  /** Nothing begins within them. */
  freezes: z.array(freezeSchema).max(50).default([]),
  /** A change begins within the hours of any that are for its environment; at any time where none is. */
  allowed_hours: z.array(hoursSchema).max(50).default([]),
});
export type RemediationSettings = z.output<typeof remediationSettingsSchema>;

/** Somebody has stopped changes: nothing further is called until it is taken back. */
export const stopSchema = z.object({
  /** Null stops those of all connections. */
  provider_id: z.uuid().nullable(),
  reason: z.string(),
  stopped_by: z.string(),
  stopped_at: timestampSchema,
});
export type Stop = z.infer<typeof stopSchema>;
