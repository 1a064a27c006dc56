import { MultiSelect, Select } from '@mantine/core';
import {
  NOTIFICATION_EVENTS,
  NOTIFICATION_SEVERITIES,
  type NotificationEvent,
  type NotificationSeverity,
} from '../../core/message.ts';
import { EVENT_WORDS } from '../words.ts';
import type { RoutePartProps } from './route-drawer.tsx';

const EVENTS = NOTIFICATION_EVENTS.map((value) => ({ value: String(value), label: EVENT_WORDS[value] }));
const SEVERITIES: { value: NotificationSeverity; label: string }[] = [
  { value: 'info', label: 'Everything' },
  { value: 'warning', label: 'Warnings and critical ones' },
  { value: 'critical', label: 'Critical ones alone' },
];

/** Which notifications a route is for. */
export function WhatFields({ form: { body }, set, problemOf }: RoutePartProps) {
  return (
    <>
      <MultiSelect
        label="Events"
        placeholder={body.events.length === 0 ? 'Everything' : undefined}
        clearable
        searchable
        data={EVENTS}
        value={body.events}
        error={problemOf('events')}
        onChange={(events) => set({ events: events as NotificationEvent[] })}
      />
      <Select
        label="Severity"
        allowDeselect={false}
        data={SEVERITIES}
        value={body.least_severity}
        onChange={(value) =>
          set({ least_severity: NOTIFICATION_SEVERITIES.find((one) => one === value) ?? body.least_severity })
        }
      />
    </>
  );
}
