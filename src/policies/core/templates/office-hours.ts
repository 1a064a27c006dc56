import { celDouble } from './quoting.ts';
import { defineTemplate } from './template.ts';

export const officeHours = defineTemplate({
  id: 'office-hours',
  title: 'Office hours outside production',
  description: 'What is not production runs in office hours: it is stopped at night and on weekends.',
  subject: 'resource',
  severity: 'medium',
  mode: 'alert',
  parameters: {
    weekday_hours: { title: 'Hours on a weekday, at most', default: 12 },
    weekend_hours: { title: 'Hours on a day of a weekend, at most', default: 1 },
  },
  express: ({ weekday_hours, weekend_hours }) => ({
    applies_when: 'resource.?production.orValue(true) == false && has(resource.hours_per_weekday)',
    must_hold: `resource.hours_per_weekday <= ${celDouble(weekday_hours)} &&\nresource.hours_per_weekend_day <= ${celDouble(weekend_hours)}`,
  }),
});
