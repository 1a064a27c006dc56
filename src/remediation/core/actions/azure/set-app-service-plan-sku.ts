import type { AzureCall } from '../../../../connections/core/cloud-call.ts';
import { type Answers, defineAction, type Inspection, type Kept, type Step, type Subject } from '../../action.ts';
import {
  bodyOf,
  get,
  isAt,
  isBusy,
  isReady,
  numberAt,
  PASSING,
  pick,
  provisioningOf,
  put,
  RECORDS,
  textAt,
  valueAt,
} from './arm.ts';
import { inspected, isStill, lockCall, notLocked, notManaged, provisioned } from './inspection.ts';
import { fitsTier, instancesOf, tierOf } from './plan-tiers.ts';

type Tiering = Subject<'azure.set_app_service_plan_sku'>;

const CHANGE_SECONDS = 1_800;
/** App Service says `Conflict` also where apps have what the tier has not, which does not pass. */
const PASSING_OF_PLANS = PASSING.filter((code) => code !== 'Conflict');

const planCall = (id: string): AzureCall => get('web', id);
const skuOf = (plan: unknown): string => textAt(plan, 'sku.name') ?? '';
const isSku = (plan: unknown, sku: string): boolean => skuOf(plan).toLowerCase() === sku.toLowerCase();
/** `Ready`, unless something goes on with it. */
const isBeingChanged = (plan: unknown): boolean =>
  isBusy(plan) || ['Pending', 'Creating'].includes(textAt(plan, 'properties.status') ?? 'Ready');

const inspect = (subject: Tiering, answers: Answers): Inspection =>
  inspected(answers, { gone_is_done: false }, (plan) => {
    const { sku, from_sku } = subject.parameters;
    const is_done = isSku(plan, sku) && !isBeingChanged(plan);
    const apps = numberAt(plan, 'properties.numberOfSites');
    return {
      state: {
        sku: skuOf(plan),
        instances: instancesOf(plan),
        apps,
        zone_redundant: isAt(plan, 'properties.zoneRedundant'),
      },
      before: { sku: skuOf(plan) },
      after: { sku },
      conditions: [
        isStill('its kind', skuOf(plan), from_sku, sku),
        provisioned(plan),
        notManaged(plan),
        notLocked(answers, subject.resource_id, 'write'),
        ...(is_done ? [] : fitsTier(plan, sku)),
      ],
      dependents: apps === null || apps === 0 ? [] : [`${apps} ${apps === 1 ? 'app is' : 'apps are'} started anew`],
      is_done,
    };
  });

const SETTINGS = [
  'reserved',
  'hyperV',
  'isXenon',
  'perSiteScaling',
  'elasticScaleEnabled',
  'maximumElasticWorkerCount',
  'zoneRedundant',
  'workerTierName',
];

/** A plan is put whole: what it has, of another kind. */
function planAs(plan: unknown, sku: string): AzureCall['body'] {
  const capacity = instancesOf(plan);
  const tier = tierOf(sku)?.tier;
  return {
    ...pick(plan, ['location', 'kind', 'tags', 'extendedLocation']),
    sku: { name: sku, ...(tier === undefined ? {} : { tier }), ...(capacity === null ? {} : { capacity }) },
    properties: pick(valueAt(plan, 'properties'), SETTINGS),
  } as AzureCall['body'];
}

/** Makes a plan that is as `plan` says a plan of the kind `to`. */
const changeStep = (id: string, { resource_id }: Tiering, plan: unknown, from: string, to: string): Step => ({
  id,
  title: `Make the plan a ${to}`,
  look: planCall(resource_id),
  judge: (answer) => {
    if (!answer.ok) return { at: 'impossible', because: 'The plan is not there any more.' };
    const now = answer.body;
    if (isBeingChanged(now)) return { at: 'under_way', message: `The plan is ${provisioningOf(now)}.` };
    // After a failed operation the same call once more sets it right.
    if (isSku(now, to) && isReady(now)) return { at: 'done' };
    return isSku(now, from) || isSku(now, to)
      ? { at: 'todo' }
      : { at: 'impossible', because: `The plan is a ${skuOf(now)} now: somebody else has changed it.` };
  },
  call: put('web', textAt(plan, 'id') ?? resource_id, planAs(plan, to)),
  timeout_seconds: CHANGE_SECONDS,
  passing_refusals: PASSING_OF_PLANS,
});

/** What was kept of the plan just before it is changed back; null before that, as in a preview. */
function keptPlan({ plan_now }: Kept): unknown {
  try {
    return plan_now === undefined ? null : (JSON.parse(plan_now) as unknown);
  } catch {
    return null;
  }
}

/** Tags, instances and settings may be others by now: they stay, since the plan is put whole. */
function undo(subject: Tiering, before: Answers, kept: Kept): Step[] {
  const { sku, from_sku } = subject.parameters;
  const look: Step = {
    id: 'look',
    title: 'See what else the plan has by now',
    look: planCall(subject.resource_id),
    judge: (answer) => {
      if (!answer.ok) return { at: 'impossible', because: 'The plan is not there any more.' };
      const now = {
        ...pick(answer.body, ['id', 'location', 'kind', 'tags', 'extendedLocation', 'sku']),
        properties: pick(valueAt(answer.body, 'properties'), SETTINGS),
      };
      return isBeingChanged(answer.body)
        ? { at: 'under_way', message: `The plan is ${provisioningOf(answer.body)}.` }
        : { at: 'done', kept: { plan_now: JSON.stringify(now) } };
    },
    call: null,
    timeout_seconds: CHANGE_SECONDS,
  };
  const plan = keptPlan(kept) ?? bodyOf(before['resource']);
  return [look, changeStep('change_back', subject, plan, sku, from_sku)];
}

export const setAppServicePlanSku = defineAction({
  action: 'azure.set_app_service_plan_sku',
  title: 'Change the tier of an App Service plan',
  cloud: 'azure',
  resource_types: ['microsoft.web/serverfarms'],
  destructive: false,
  interruption: 'All apps of the plan are started anew on other machines: requests may fail for some seconds.',
  reversibility: 'full',
  undo_text: 'The plan gets its old tier again. Its apps are started anew once more.',
  undo_days: null,
  permissions: {
    look: ['Microsoft.Web/serverfarms/read', 'Microsoft.Authorization/locks/read'],
    change: ['Microsoft.Web/serverfarms/write', RECORDS.web],
    undo: ['Microsoft.Web/serverfarms/write', RECORDS.web],
  },
  reads: ({ resource_id }) => ({ resource: planCall(resource_id), locks: lockCall(resource_id) }),
  inspect,
  steps: (subject, before) => {
    const { sku, from_sku } = subject.parameters;
    return [changeStep('change', subject, bodyOf(before['resource']), from_sku, sku)];
  },
  verification: ({ resource_id, parameters: { sku } }) => [
    {
      id: 'changed',
      title: `See that the plan is a ${sku}`,
      look: planCall(resource_id),
      judge: (answer) =>
        answer.ok && isSku(answer.body, sku) && !isBeingChanged(answer.body) ? { at: 'done' } : { at: 'todo' },
      call: null,
      timeout_seconds: 300,
    },
  ],
  undo,
});
