import type { AzureCall } from '../../../../connections/core/cloud-call.ts';
import type { Standing, Step } from '../../action.ts';
import { type Api, isBusy, PASSING, provisioningOf, remove } from './arm.ts';

/** Azure deletes within seconds, as a rule. */
const DELETION_SECONDS = 1_800;

/** A step that deletes something that is there, where `mayGo` says so; what is gone is done. */
export const removalStep = (
  { id, title, api, look }: { id: string; title: string; api: Api; look: AzureCall },
  resource_id: string,
  mayGo: (body: unknown) => Standing,
): Step => ({
  id,
  title,
  look,
  judge: (answer) => {
    if (!answer.ok) return { at: 'done' };
    return isBusy(answer.body)
      ? { at: 'under_way', message: `It is ${provisioningOf(answer.body)}.` }
      : mayGo(answer.body);
  },
  call: remove(api, resource_id),
  timeout_seconds: DELETION_SECONDS,
  passing_refusals: PASSING,
});

/** Sees that something is gone. */
export const seenGone = (title: string, look: AzureCall): Step => ({
  id: 'deleted',
  title,
  look,
  judge: (answer) => (answer.ok ? { at: 'todo' } : { at: 'done' }),
  call: null,
  timeout_seconds: 300,
});
