import { z } from 'zod';
import { endpoint, idParams, pageOf, pageQuery, timestampSchema } from '../../platform/core/endpoint.ts';
import { ACTIONS, type Action, changeSchema } from '../../recommendations/core/change.ts';
import {
  batchDetailSchema,
  batchSchema,
  offeredActionSchema,
  proposalPreviewSchema,
  remediationDetailSchema,
  remediationSchema,
  remediationSummarySchema,
} from './answers.ts';
import { remediationSettingsSchema, stopSchema } from './settings.ts';
import { STATES } from './workflow.ts';

const tag = 'Remediation';

const note = z.string().trim().max(2_000);
const several = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(item).max(100));

/** What is to be done: what a recommendation says, or another change of its resource, or a change of any resource. */
const wanted = {
  recommendation_id: z.uuid('must be an id (UUID)').optional(),
  /** Of the inventory; needed where no recommendation is given. */
  inventory_id: z.uuid('must be an id (UUID)').optional(),
  /** Needed without a recommendation; with one, what is done instead of its own change. */
  change: changeSchema.optional(),
};
interface Wanted {
  recommendation_id?: string | undefined;
  inventory_id?: string | undefined;
  change?: unknown;
}
const complete = ({ recommendation_id, inventory_id, change }: Wanted, context: z.RefinementCtx): void => {
  const add = (path: string, message: string): void => void context.addIssue({ code: 'custom', path: [path], message });
  if ((recommendation_id === undefined) === (inventory_id === undefined))
    add('recommendation_id', 'must be given, or inventory_id instead; not both');
  if (recommendation_id === undefined && change === undefined) add('change', 'must be given without a recommendation');
};

const timing = {
  note: note.optional(),
  /** Begins by itself once it is approved; else when somebody lets it. */
  execute_on_approval: z.boolean().default(true),
  /** Not before this time. */
  scheduled_for: timestampSchema.optional(),
};

const settingsAnswer = remediationSettingsSchema.extend({ stops: z.array(stopSchema) });

export const remediationContract = {
  listRemediations: endpoint({
    method: 'GET',
    path: '/remediations',
    access: 'viewer',
    tag,
    summary: 'Changes that were proposed, newest first',
    query: z.strictObject({
      ...pageQuery,
      state: several(z.enum(STATES)),
      provider: z.enum(['aws', 'azure']).optional(),
      provider_id: z.uuid('must be an id (UUID)').optional(),
      action: several(z.enum(ACTIONS as [Action, ...Action[]])),
      recommendation_id: z.uuid('must be an id (UUID)').optional(),
      inventory_id: z.uuid('must be an id (UUID)').optional(),
      batch_id: z.uuid('must be an id (UUID)').optional(),
      search: z.string().max(200).optional(),
    }),
    answer: pageOf(remediationSchema).extend({ total: z.number().int() }),
  }),
  getRemediationSummary: endpoint({
    method: 'GET',
    path: '/remediations/summary',
    access: 'viewer',
    tag,
    summary: 'How many changes are in which state, what they save, and what is stopped',
    answer: remediationSummarySchema,
  }),
  listRemediationActions: endpoint({
    method: 'GET',
    path: '/remediations/actions',
    access: 'viewer',
    tag,
    summary: 'What can be carried out from here: permissions, what is interrupted, how it is undone',
    answer: z.object({ items: z.array(offeredActionSchema) }),
  }),
  getRemediationSettings: endpoint({
    method: 'GET',
    path: '/remediations/settings',
    access: 'viewer',
    tag,
    summary: 'Who has to approve what, when changes may begin, and what is stopped',
    answer: settingsAnswer,
  }),
  updateRemediationSettings: endpoint({
    method: 'PUT',
    path: '/remediations/settings',
    access: 'admin',
    tag,
    summary: 'Change approval rules, freezes and hours; proposals keep the rule that they were made under',
    body: remediationSettingsSchema,
    answer: settingsAnswer,
  }),
  stopRemediations: endpoint({
    method: 'POST',
    path: '/remediations/stop',
    access: 'member',
    tag,
    summary: 'Stop all changes, or those of one connection: nothing further is called',
    body: z.strictObject({
      provider_id: z.uuid('must be an id (UUID)').nullable().default(null),
      reason: note.min(1, 'must be given'),
    }),
    answer: settingsAnswer,
  }),
  resumeRemediations: endpoint({
    method: 'POST',
    path: '/remediations/resume',
    access: 'admin',
    tag,
    summary: 'Take a stop back: changes go on where they were',
    body: z.strictObject({ provider_id: z.uuid('must be an id (UUID)').nullable().default(null) }),
    answer: settingsAnswer,
  }),
  previewRemediation: endpoint({
    method: 'POST',
    path: '/remediations/preview',
    access: 'member',
    tag,
    summary: 'What a change would do, as the cloud is now; nothing is kept',
    body: z.strictObject(wanted).superRefine(complete),
    answer: proposalPreviewSchema,
  }),
  proposeRemediation: endpoint({
    method: 'POST',
    path: '/remediations',
    access: 'member',
    tag,
    summary: 'Propose a change',
    body: z.strictObject({ ...wanted, ...timing }).superRefine(complete),
    answer: remediationDetailSchema,
    status: 201,
  }),
  listRemediationBatches: endpoint({
    method: 'GET',
    path: '/remediations/batches',
    access: 'viewer',
    tag,
    summary: 'Changes that were proposed together, newest first',
    query: z.strictObject(pageQuery),
    answer: pageOf(batchSchema),
  }),
  proposeRemediationBatch: endpoint({
    method: 'POST',
    path: '/remediations/batches',
    access: 'member',
    tag,
    summary: 'Propose what several recommendations say: the first alone, the rest once it went well; all or none',
    body: z.strictObject({
      name: z.string().trim().min(1, 'must be given').max(120),
      recommendation_ids: z.array(z.uuid()).min(2, 'must be two or more').max(100),
      canaries: z.number().int().min(1).max(10).default(1),
      at_once: z.number().int().min(1).max(20).default(3),
      ...timing,
    }),
    answer: batchSchema,
    status: 201,
  }),
  getRemediationBatch: endpoint({
    method: 'GET',
    path: '/remediations/batches/{id}',
    access: 'viewer',
    tag,
    summary: 'Changes that were proposed together, with the previews of those that whoever asks may approve',
    params: idParams,
    answer: batchDetailSchema,
  }),
  approveRemediationBatch: endpoint({
    method: 'POST',
    path: '/remediations/batches/{id}/approve',
    access: 'admin',
    tag,
    summary: 'Approve changes of a batch, each as it was previewed; the others go on to wait',
    params: idParams,
    body: z.strictObject({
      note: note.optional(),
      /** Of the previews that were read: what has another one is not approved. */
      previews: z
        .array(z.strictObject({ id: z.uuid('must be an id (UUID)'), digest: z.string().max(200) }))
        .min(1, 'must name a change with the digest of its preview')
        .max(100),
    }),
    answer: batchSchema,
  }),
  cancelRemediationBatch: endpoint({
    method: 'POST',
    path: '/remediations/batches/{id}/cancel',
    access: 'member',
    tag,
    summary: 'Cancel all of a batch that have not begun',
    params: idParams,
    body: z.strictObject({ note: note.optional() }),
    answer: batchSchema,
  }),
  getRemediation: endpoint({
    method: 'GET',
    path: '/remediations/{id}',
    access: 'viewer',
    tag,
    summary: 'A change: its preview, approvals, steps with their calls, and how it went',
    params: idParams,
    answer: remediationDetailSchema,
  }),
  approveRemediation: endpoint({
    method: 'POST',
    path: '/remediations/{id}/approve',
    access: 'admin',
    tag,
    summary: 'Approve it as previewed',
    params: idParams,
    body: z.strictObject({
      note: note.optional(),
      /** Of the preview that was read: another is refused. */
      preview_digest: z.string().max(200).optional(),
    }),
    answer: remediationDetailSchema,
  }),
  rejectRemediation: endpoint({
    method: 'POST',
    path: '/remediations/{id}/reject',
    access: 'admin',
    tag,
    summary: 'Say why it is not to be done',
    params: idParams,
    body: z.strictObject({ note: note.min(1, 'must say why') }),
    answer: remediationDetailSchema,
  }),
  cancelRemediation: endpoint({
    method: 'POST',
    path: '/remediations/{id}/cancel',
    access: 'member',
    tag,
    summary: 'Take it back before it begins: whoever proposed it, or an admin',
    params: idParams,
    body: z.strictObject({ note: note.optional() }),
    answer: remediationDetailSchema,
  }),
  executeRemediation: endpoint({
    method: 'POST',
    path: '/remediations/{id}/execute',
    access: 'member',
    tag,
    summary: 'Let an approved change begin, now or at a time',
    params: idParams,
    body: z.strictObject({ scheduled_for: timestampSchema.optional() }),
    answer: remediationDetailSchema,
    status: 202,
  }),
  rollBackRemediation: endpoint({
    method: 'POST',
    path: '/remediations/{id}/rollback',
    access: 'member',
    tag,
    summary: 'Undo it; what runs is stopped first',
    params: idParams,
    body: z.strictObject({ note: note.optional() }),
    answer: remediationDetailSchema,
    status: 202,
  }),
};

/** What `GET /events` tells: a change is in another state or step, or settings or stops are others. */
export type RemediationEvent =
  | { type: 'remediation.changed'; id: string; state: (typeof STATES)[number] }
  | { type: 'remediation.settings_changed' };
