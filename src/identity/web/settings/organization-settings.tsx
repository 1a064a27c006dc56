import { Autocomplete, Button, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { identityContract, type Settings } from '../../core/contract.ts';
import { useSession } from '../session.ts';

const CURRENCIES = Intl.supportedValuesOf('currency');
const TIMEZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')];
const LOCALES = [
  'en-US',
  'en-GB',
  'de-DE',
  'fr-FR',
  'es-ES',
  'it-IT',
  'nl-NL',
  'pt-BR',
  'sv-SE',
  'pl-PL',
  'tr-TR',
  'ja-JP',
  'ko-KR',
  'zh-CN',
];
const months = (locale: string) =>
  Array.from({ length: 12 }, (_, month) => ({
    value: String(month + 1),
    label: new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(
      new Date(Date.UTC(2024, month, 1)),
    ),
  }));

/** Name, currency, time zone, fiscal year and the way numbers are written. */
export function OrganizationSettings() {
  const { user, settings } = useSession();
  // Notifications have a page of their own: what stands there stays.
  const { notifications: _, ...own } = settings;
  const [values, setValues] = useState<Settings>(own);
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => call(identityContract.updateSettings, { body: values }),
    onSuccess: () => Promise.all([invalidate('settings'), invalidate('costs')]),
  });
  const readOnly = user.role !== 'admin';
  const problem = (field: keyof Settings) => (error instanceof ApiProblem ? error.of(field) : undefined);
  const set = <K extends keyof Settings>(field: K, value: Settings[K]): void =>
    setValues({ ...values, [field]: value });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <Panel title="Organization" note={readOnly ? 'Only admins can change these.' : undefined}>
      <form className="form" onSubmit={submit} noValidate>
        <TextInput
          label="Name"
          value={values.name}
          error={problem('name')}
          disabled={readOnly}
          onChange={(e) => set('name', e.currentTarget.value)}
        />
        <Select
          label="Currency"
          description="Shown first where there are costs in several; amounts are never converted."
          data={CURRENCIES}
          searchable
          value={values.currency}
          error={problem('currency')}
          disabled={readOnly}
          onChange={(value) => value && set('currency', value)}
        />
        <Select
          label="Time zone"
          description="For times; cost days are UTC, as the providers bill them."
          data={TIMEZONES}
          searchable
          value={values.timezone}
          error={problem('timezone')}
          disabled={readOnly}
          onChange={(value) => value && set('timezone', value)}
        />
        <Select
          label="Fiscal year starts in"
          data={months(values.locale)}
          value={String(values.fiscal_year_start)}
          disabled={readOnly}
          onChange={(value) => value && set('fiscal_year_start', Number(value))}
        />
        <Autocomplete
          label="Numbers and dates as in"
          data={LOCALES}
          value={values.locale}
          error={problem('locale')}
          disabled={readOnly}
          onChange={(value) => set('locale', value)}
        />
        <FormProblem error={error} fields={Object.keys(values)} />
        {isSuccess && (
          <div className="notice" data-tone="good" role="status">
            Saved.
          </div>
        )}
        {!readOnly && (
          <Button type="submit" loading={isPending}>
            Save
          </Button>
        )}
      </form>
    </Panel>
  );
}
