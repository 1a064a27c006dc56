import type { ReactNode } from 'react';
import { useId } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { ActiveRun } from '../../../jobs/web/active-run.tsx';
import { countText, dayText, money } from '../../../platform/web/format.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import type { ConnectedProvider } from '../../core/providers-contract.ts';
import { CloudMark, cloudTitle } from '../cloud-mark.tsx';
import { stateOf } from '../state.ts';
import { CardActions } from './card-actions.tsx';
import { PeriodsButton } from './periods-drawer.tsx';

function Charged({ charged_calls: { calls, charged_usd } }: Pick<ConnectedProvider, 'charged_calls'>) {
  const formats = useFormats();
  if (calls === 0) return 'None';
  return `${countText(calls, formats)}, ${money(charged_usd, 'USD', formats)}`;
}

function Facts({ provider }: { provider: ConnectedProvider }) {
  const formats = useFormats();
  const { enabled, last_sync_at, next_sync_at, data_through, cost_rows, resources } = provider;
  const facts: [string, ReactNode][] = [
    ['Last success', last_sync_at ? <When at={last_sync_at} formats={formats} /> : 'Never'],
    [
      'Next run',
      next_sync_at && enabled ? (
        <When at={next_sync_at} formats={formats} />
      ) : (
        <Absent why={enabled ? 'No run is planned' : 'It is switched off'} />
      ),
    ],
    [
      'Costs complete through',
      data_through ? (
        dayText(data_through, formats)
      ) : (
        <Absent
          why={provider.provider_type === 'sample' ? 'Its costs came as a billing file' : 'It has brought no costs yet'}
        />
      ),
    ],
    [
      'Cost rows',
      provider.provider_type === 'sample' ? (
        <Absent why="Its costs came as a billing file" />
      ) : (
        <>
          {countText(cost_rows, formats)}
          <PeriodsButton provider={provider} />
        </>
      ),
    ],
    ['Resources', countText(resources, formats)],
    ['Charged calls this month', <Charged key="charged" charged_calls={provider.charged_calls} />],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Warnings({ warnings }: { warnings: string[] }) {
  if (warnings.length === 0) return null;
  return (
    <details className="card-warnings">
      <summary>{warnings.length === 1 ? 'A warning' : `${warnings.length} warnings`} of the last sync</summary>
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </details>
  );
}

/** Cloud and account, as far as the name of the connection does not say them. */
const subtitleOf = ({ provider_type, account_id, name }: ConnectedProvider): string =>
  [cloudTitle(provider_type), account_id === name ? null : account_id].filter(Boolean).join(' · ');

/** One connection: how it is, what it brought, and what can be done with it. */
export function ProviderCard({ provider, showRun }: { provider: ConnectedProvider; showRun: (id: string) => void }) {
  const formats = useFormats();
  const id = useId();
  const state = stateOf(provider, formats);
  const { active_run_id, last_run } = provider;
  return (
    <article className="panel card" aria-labelledby={id}>
      <header className="card-head">
        <CloudMark provider_type={provider.provider_type} />
        <div>
          <h2 id={id}>{provider.name}</h2>
          <p>{subtitleOf(provider)}</p>
        </div>
        <span className="badge" data-tone={state.tone}>
          {state.word}
        </span>
      </header>
      {state.message && (
        <div className="notice" data-tone={state.tone === 'good' ? undefined : state.tone}>
          {state.message}
        </div>
      )}
      {active_run_id && <ActiveRun run_id={active_run_id} />}
      <Facts provider={provider} />
      <Warnings warnings={last_run?.warnings ?? []} />
      <CardActions provider={provider} showRun={showRun} />
    </article>
  );
}
