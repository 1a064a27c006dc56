import { randomUUID } from 'node:crypto';
import type { Clouds } from '../../../connections/server/index.ts';
import { refused } from '../../../platform/core/errors.ts';
import type { Context } from '../../../platform/server/context.ts';
import type { Change } from '../../../recommendations/core/change.ts';
import { environmentOf, type LabelSettings, ownerOf } from '../../../recommendations/core/labels.ts';
import type { Level } from '../../../recommendations/core/types.ts';
import { readLabels } from '../../../recommendations/server/index.ts';
import type { Answers, AnyAction, Inspection, Subject } from '../../core/action.ts';
import { actionOf } from '../../core/actions/index.ts';
import type { Preview } from '../../core/answers.ts';
import { requirementOf } from '../../core/approval.ts';
import { blockersOf } from '../../core/blockers.ts';
import { type GuardedChange, NO_OBJECTION, withOneMore } from '../../core/guard.ts';
import type { RemediationSettings, Stop } from '../../core/settings.ts';
import { stopFor, stopInWords } from '../../core/stops.ts';
import { mayBeginAt } from '../../core/timing.ts';
import type { Requirement } from '../../core/workflow.ts';
import type { Guard } from '../guard.ts';
import { makePreview } from '../look.ts';
import { readSettings, readStops } from '../settings.ts';
import { lookAtResource, type Unread } from './look.ts';
import { whyNotLook, whyNotPropose } from './refusals.ts';
import { readTarget, type Target, type Wanted } from './target.ts';

/** What drafts are made with. */
export interface DraftServices {
  clouds: Clouds;
  guard: Guard;
}

/** A change as it would be proposed. */
export interface Draft {
  id: string;
  target: Target & { connection: NonNullable<Target['connection']>; change: Change };
  action: AnyAction;
  preview: Preview;
  title: string;
  risk: Level;
  environment: string | null;
  owner: string | null;
  /** Exact decimal text of a month; null is unknown. */
  monthly_savings: string | null;
  currency: string | null;
  requirement: Requirement;
  settings: RemediationSettings;
  /** Why it can't be proposed: sentences. */
  refusals: string[];
  /** What would keep it waiting, and what rules of other modules say of it: sentences. */
  warnings: string[];
}

/** A problem with every reason why a change can't be proposed. */
export const refusedBecause = (reasons: readonly string[], path = 'body') =>
  refused(
    reasons.join(' '),
    reasons.map((message) => ({ path, message })),
  );

const riskOf = ({ destructive, interruption }: AnyAction): Level => {
  if (destructive) return 'high';
  return interruption === null ? 'low' : 'medium';
};

/** What the finding says counts for its own change alone. */
function told({ found, resource }: Target, action: AnyAction) {
  const own = found?.is_its_own ? found : null;
  return {
    title: own?.title ?? `${action.title}: ${resource.name ?? resource.resource_id}`,
    risk: own?.risk ?? riskOf(action),
    monthly_savings: own?.monthly_savings ?? null,
    currency: own && own.monthly_savings !== null ? own.currency : null,
  };
}

const subjectOf = (id: string, { resource }: Target, change: Change): Subject => ({
  remediation_id: id,
  parameters: change.parameters as Subject['parameters'],
  resource_id: resource.resource_id,
  resource_name: resource.name,
  account_id: resource.account_id,
  region: resource.region ?? '',
});

/** Tags as the cloud has them now, else as the last sync found them: what says less asks for less to be approved. */
const labelsOf = (inspection: Inspection, { resource }: Target, labels: LabelSettings) => ({
  environment: environmentOf(inspection.tags, labels) ?? environmentOf(resource.tags, labels),
  owner: ownerOf(inspection.tags, labels) ?? ownerOf(resource.tags, labels),
});

function warningsOf(
  settings: RemediationSettings,
  stops: Stop[],
  provider_id: string,
  environment: string | null,
  now: Date,
) {
  const stop = stopFor(stops, provider_id);
  const { because } = mayBeginAt(settings, environment, now.toISOString());
  return [...(stop ? [stopInWords(stop)] : []), ...(because === null ? [] : [because])];
}

/** What is known here: read in one go, before the cloud is asked. */
const readKnown = (context: Context, wanted: Wanted) =>
  context.transaction(async (tx) => {
    const target = await readTarget(tx, wanted);
    return {
      target,
      labels: await readLabels(tx),
      settings: await readSettings(tx),
      stops: await readStops(tx),
      reasons: await whyNotPropose(tx, target),
    };
  });

/**
 * Throws with all reasons where there is nothing to preview. What could not be read matters where the action can't tell
 * without it.
 */
function checkPreviewable(inspection: Inspection, unread: readonly Unread[], reasons: readonly string[]): void {
  const blockers = blockersOf(inspection);
  if (inspection.exists && (unread.length === 0 || blockers.length === 0)) return;
  const unsaid = unread.filter(({ message }) => !blockers.some((blocker) => blocker.includes(message)));
  throw refusedBecause([...new Set(unsaid.map(({ said }) => said)), ...blockers, ...reasons]);
}

/**
 * Looks at what is wanted as the cloud is now. Throws a 404 problem for what is not there, 422 with all reasons where it
 * can't even be previewed, and what `lookAtResource` throws. No transaction is open while the cloud is asked.
 */
export async function makeDraft(context: Context, { clouds, guard }: DraftServices, wanted: Wanted): Promise<Draft> {
  const { target, labels, settings, stops, reasons } = await readKnown(context, wanted);
  const { change, connection } = target;
  const action = change && actionOf(change.action);
  const hindrances = whyNotLook(target, action);
  if (!change || !action || !connection || hindrances.length > 0) throw refusedBecause([...hindrances, ...reasons]);
  const id = randomUUID();
  const subject = subjectOf(id, target, change);
  const { answers, unread } = await lookAtResource(context, clouds, connection.id, action, subject);
  const inspection = action.inspect(subject, answers);
  checkPreviewable(inspection, unread, reasons);
  const about = judged(context, { target, action, inspection, subject, answers, labels, settings });
  const [verdict = NO_OBJECTION] = await guard(context, [guardedDraft(context, { target, change, action, about })]);
  return {
    id,
    target: { ...target, change, connection },
    action,
    settings,
    ...about,
    requirement: withOneMore(about.requirement, verdict),
    refusals: [...reasons, ...blockersOf(inspection), ...doneAlready(inspection), ...verdict.blocks],
    warnings: [...warningsOf(settings, stops, connection.id, about.environment, context.now), ...verdict.notes],
  };
}

const doneAlready = ({ is_done }: Inspection): string[] =>
  is_done ? ['It is so already: there is nothing to do.'] : [];

interface Judging {
  target: Target;
  change: Change;
  action: AnyAction;
  about: ReturnType<typeof judged>;
}

/** A change as guards judge it, before it is kept. */
const guardedDraft = (context: Context, { target, change, action, about }: Judging): GuardedChange => ({
  id: null,
  change,
  title: about.title,
  provider: target.provider,
  resource_id: target.resource.resource_id,
  account_id: target.resource.account_id,
  region: target.resource.region,
  environment: about.environment,
  owner: about.owner,
  risk: about.risk,
  destructive: action.destructive,
  reversibility: about.preview.reversibility,
  from_recommendation: target.found !== null,
  proposed_by: context.actor.name,
  monthly_savings: about.monthly_savings,
  currency: about.currency,
  after: about.preview.after,
});

interface Looked {
  target: Target;
  action: AnyAction;
  inspection: Inspection;
  subject: Subject;
  answers: Answers;
  labels: LabelSettings;
  settings: RemediationSettings;
}

function judged({ now }: Context, { target, action, inspection, subject, answers, labels, settings }: Looked) {
  const { environment, owner } = labelsOf(inspection, target, labels);
  const about = told(target, action);
  const requirement = requirementOf(settings.approval_rules, {
    action: action.action,
    risk: about.risk,
    destructive: action.destructive,
    environment,
    monthly_savings: about.monthly_savings === null ? null : Number(about.monthly_savings),
    currency: about.currency,
  });
  return { ...about, environment, owner, requirement, preview: makePreview(action, subject, answers, now) };
}
