import { addDays } from '../../platform/core/dates.ts';
import type { Severity } from './analysis-contract.ts';
import { CONSUMPTION_TEXT } from './consumption.ts';
import { excessOf, NEW_NORMAL_DAYS, QUIET_DAYS } from './incidents-episodes.ts';
import { bandWidth } from './incidents-series.ts';
import type { FoundIncident, IncidentInput } from './incidents-types.ts';
import { amountText, countText, dayText } from './incidents-words.ts';
import type { Incident } from './merge.ts';
import type { SeverityImpacts } from './severity.ts';

/** So far back that one knows how rare something is. */
const COMPARED_DAYS = 180;
const LEAST_COMPARED_DAYS = 14;

/** What is said of an incident, computed before. */
export interface Told {
  start: string;
  currency: string;
  severity: string;
  impact: number;
  impacts: SeverityImpacts;
  severity_impacts: IncidentInput['severity_impacts'];
  /** Day of the largest deviation, as an index. */
  peak: number;
  expected: number;
}

function worstDay(incident: Incident, told: Told): string {
  const { episode } = incident;
  const actual = episode.slice.amounts[told.peak]!;
  const width = bandWidth(incident);
  const upper = told.expected + width;
  const never_negative = episode.slice.amounts.every((amount) => !(amount < 0));
  const lower = never_negative ? Math.max(0, told.expected - width) : told.expected - width;
  const money = (amount: number) => amountText(amount, told.currency);
  const beyond = episode.direction === 'up' ? actual - upper : lower - actual;
  const side = episode.direction === 'up' ? 'above' : 'below';
  const distance = beyond > 0 ? `, ${money(beyond)} ${side} that` : '';
  return `${dayText(addDays(told.start, told.peak))} cost ${money(actual)} where ${money(lower)} to ${money(upper)} were expected${distance}.`;
}

/** How often days before it were as far from what was expected of them; null where too few were judged. */
function rareness({ episode }: Incident, told: Told): string | null {
  const { slice, start } = episode;
  const size = Math.abs(excessOf(episode, told.peak));
  let compared = 0;
  let as_far = 0;
  for (let day = Math.max(slice.first_index, start - COMPARED_DAYS); day < start; day++) {
    const distance = Math.abs(slice.amounts[day]! - slice.expected[day - slice.first_index]!);
    if (Number.isNaN(distance)) continue;
    compared += 1;
    if (distance >= size) as_far += 1;
  }
  if (compared < LEAST_COMPARED_DAYS) return null;
  const often = as_far === 0 ? 'None' : String(as_far);
  return `${often} of the ${compared} days before it ${as_far === 1 || as_far === 0 ? 'was' : 'were'} as far from what was expected.`;
}

function length({ episode }: Incident, told: Told): string {
  const began = dayText(addDays(told.start, episode.start));
  if (episode.over === null)
    return `It began on ${began} and goes on: it is over when ${QUIET_DAYS} days in a row are back at what was usual before, or ${NEW_NORMAL_DAYS} days after its last alarm.`;
  const ended = dayText(addDays(told.start, episode.last));
  const is_new_normal = episode.over > episode.last_alarm + NEW_NORMAL_DAYS;
  return is_new_normal
    ? `It began on ${began}. ${NEW_NORMAL_DAYS} days after its last alarm what it brought counts as normal.`
    : `It began on ${began} and ended on ${ended}: after that, ${QUIET_DAYS} days in a row were back at what was usual before.`;
}

const SEVERITY = 'Its severity is';

/** An incident with the severity that it was rated with before, though what severities begin at is another now. */
export const withSeverity = (found: FoundIncident, severity: Severity): FoundIncident => ({
  ...found,
  severity,
  explanation: found.explanation.map((line) =>
    line.startsWith(SEVERITY) && severity !== found.severity
      ? `${SEVERITY} ${severity} for ${amountText(Math.abs(found.impact), found.currency)}, as it was when its impact came to that: what severities begin at has changed with the spend since.`
      : line,
  ),
});

function severityReason({ severity, impacts, severity_impacts, impact, currency }: Told): string {
  const whose = severity_impacts ? 'as your organization has set it' : "by this organization's spend";
  const { medium, high, critical } = impacts;
  const money = (amount: number) => amountText(amount, currency);
  return `${SEVERITY} ${severity} for ${money(Math.abs(impact))}: medium begins at ${money(medium)}, high at ${money(high)}, critical at ${money(critical)}, ${whose}. An impact counts half more where a day is ten times as far out as an alarm needs, and a quarter less where it is not twice as far.`;
}

/** Why an incident was reported, in sentences. */
export function explanationOf(incident: Incident, told: Told): string[] {
  const slices = new Set(incident.merged.filter(({ alarms }) => alarms.length > 0).map(({ slice }) => slice.key)).size;
  const lines = [worstDay(incident, told), rareness(incident, told), length(incident, told)];
  if (slices > 1) lines.push(`${countText(slices, 'slice')} of the costs showed it, and are reported as one.`);
  if (incident.beside)
    lines.push('What narrower incidents within these costs explain is left out: it is told with them.');
  lines.push(severityReason(told), CONSUMPTION_TEXT);
  return lines.filter((line) => line !== null);
}
