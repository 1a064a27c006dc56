import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import { useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import type { Search } from '../../../platform/web/search.ts';
import { Page, Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { type ProviderTest, providersContract } from '../../core/providers-contract.ts';
import { CloudStep } from './cloud-step.tsx';
import { CredentialsStep } from './credentials-step.tsx';
import { PrepareStep } from './prepare-step.tsx';
import { type Saved, SaveStep } from './save-step.tsx';
import { Stepper } from './step-panel.tsx';
import { placeFrom, type StepId, searchOfStep } from './steps.ts';
import { SyncStep } from './sync-step.tsx';
import { isUseful, type Typed, type Way } from './ways.ts';
import '../connections.css';
import './wizard.css';

type ProviderTypes = z.output<typeof providersContract.listProviderTypes.answer>['items'];

/** Moves the focus to the heading of a step that was gone to. */
function useStepFocus(step: StepId): void {
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current !== step) document.getElementById('step-heading')?.focus();
    shown.current = step;
  }, [step]);
}

/** What was typed and how it did when it was tried. Both live in memory alone and are gone with the page. */
function useCredentials() {
  const [typed, setTyped] = useState<Typed>({});
  const [test, setTest] = useState<ProviderTest | null>(null);
  return {
    typed,
    test,
    setTest,
    setTyped: (next: Typed): void => {
      setTyped(next);
      setTest(null);
    },
  };
}

function Steps({ types }: { types: ProviderTypes }) {
  const navigate = useNavigate();
  const credentials = useCredentials();
  const place = placeFrom(useSearch({ strict: false }) as Search, credentials.test !== null);
  const { step, way } = place;
  useStepFocus(step);
  const type = types.find(({ provider_type }) => provider_type === way?.cloud);
  const go = (next: StepId, on: Way | undefined = way): void => {
    if (on !== way) credentials.setTyped(credentials.typed);
    void navigate({ to: '/connections/new', search: searchOfStep(next, on) });
  };
  const follow = (id: string, run: string | null): void => {
    credentials.setTyped({});
    void navigate({
      to: '/connections/new',
      search: { step: 'sync', id, ...(run === null ? {} : { run }) },
      // Going back would save the same connection once more.
      replace: true,
    });
  };
  const saved = async ({ provider_id, run_id }: Saved): Promise<void> => {
    follow(provider_id, run_id);
    await Promise.all([invalidate('providers'), invalidate('jobs')]);
  };
  return (
    <div className="wizard">
      <Stepper step={step} />
      {step === 'cloud' && (
        <CloudStep
          way={way}
          server_credentials={types.find((one) => one.provider_type === 'aws')?.server_credentials ?? 'off'}
          next={(chosen) => go('prepare', chosen)}
        />
      )}
      {step === 'prepare' && way && (
        <PrepareStep
          way={way}
          external_id={type?.external_id ?? null}
          documents={type?.documents ?? []}
          back={() => go('cloud')}
          next={() => go('credentials')}
        />
      )}
      {step === 'credentials' && way && (
        <CredentialsStep {...credentials} way={way} back={() => go('prepare')} next={() => go('save')} />
      )}
      {step === 'save' && way && (
        <SaveStep
          way={way}
          typed={credentials.typed}
          is_useful={isUseful(credentials.test?.checks ?? [])}
          back={() => go('credentials')}
          saved={(done) => void saved(done)}
        />
      )}
      {step === 'sync' && place.provider_id !== undefined && (
        <SyncStep
          provider_id={place.provider_id}
          run_id={place.run_id}
          started={(run_id) => follow(place.provider_id ?? '', run_id)}
        />
      )}
    </div>
  );
}

function OnlyAdmins() {
  return (
    <Panel>
      <EmptyState
        title="Admins connect clouds"
        action={
          <Button component={Link} to="/connections" variant="default">
            To the connections
          </Button>
        }
      >
        Ask an admin of your organization to connect the cloud.
      </EmptyState>
    </Panel>
  );
}

function Wizard() {
  const types = useQuery(ask(providersContract.listProviderTypes));
  return (
    <Answer of={types} height={420}>
      {({ items }) => <Steps types={items} />}
    </Answer>
  );
}

/** Connects a cloud, step by step, up to its finished first sync. */
export function WizardPage() {
  const { user } = useSession();
  return (
    <Page
      title="Connect a cloud"
      lead="Costs, resources, their use and the cloud's own advice, kept fresh by themselves."
      actions={
        <Button component={Link} to="/connections" variant="default">
          Leave
        </Button>
      }
    >
      {roleAllows(user.role, 'admin') ? <Wizard /> : <OnlyAdmins />}
    </Page>
  );
}
