import { allowedRegions } from './allowed-regions.ts';
import { allowedSizes } from './allowed-sizes.ts';
import { allowedTagValues } from './allowed-tag-values.ts';
import { allowedTargetSizes } from './allowed-target-sizes.ts';
import { budgetIsWatched } from './budget-is-watched.ts';
import { carefulInProduction } from './careful-in-production.ts';
import { findingsInTime } from './findings-in-time.ts';
import { maximumAge } from './maximum-age.ts';
import { maximumMonthlyCost } from './maximum-monthly-cost.ts';
import { noLargeOnDemand } from './no-large-on-demand.ts';
import { noPublicIpv4 } from './no-public-ipv4.ts';
import { officeHours } from './office-hours.ts';
import { ownerExists } from './owner-exists.ts';
import { requiredTags } from './required-tags.ts';
import { policyOf, type Template } from './template.ts';

export { type ParameterValues, policyOf, type Template } from './template.ts';

/** Every template, in the order in which they are offered. */
export const TEMPLATES: readonly Template[] = [
  requiredTags,
  allowedTagValues,
  ownerExists,
  allowedRegions,
  allowedSizes,
  maximumMonthlyCost,
  noLargeOnDemand,
  officeHours,
  noPublicIpv4,
  maximumAge,
  findingsInTime,
  budgetIsWatched,
  carefulInProduction,
  allowedTargetSizes,
];

/** The templates as `GET /policies/templates` lists them. */
export const templateAnswers = () =>
  TEMPLATES.map((template) => ({
    id: template.id,
    title: template.title,
    description: template.description,
    parameters: [...template.parameters],
    policy: policyOf(template),
  }));
