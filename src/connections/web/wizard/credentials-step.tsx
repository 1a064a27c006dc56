import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../../../platform/web/client.ts';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { type ProviderTest, providersContract } from '../../core/providers-contract.ts';
import { CredentialFields, pathsOf } from '../credential-fields.tsx';
import { TestResult } from '../test-result.tsx';
import { StepPanel } from './step-panel.tsx';
import { credentialsOf, isUseful, missingFields, type Typed, type Way } from './ways.ts';

interface CredentialsStepProps {
  way: Way;
  typed: Typed;
  setTyped: (typed: Typed) => void;
  /** How what is typed now did; null before it was tried. */
  test: ProviderTest | null;
  setTest: (test: ProviderTest) => void;
  back: () => void;
  next: () => void;
}

/** Credentials, tried before they are saved: as often as needed. */
export function CredentialsStep({ way, typed, setTyped, test, setTest, back, next }: CredentialsStepProps) {
  const [tried, setTried] = useState(false);
  const missing = missingFields(way, typed);
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: () =>
      call(providersContract.testConnection, {
        body: { provider_type: way.cloud, credentials: credentialsOf(way, typed) },
      }),
    onSuccess: setTest,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (missing.length === 0) mutate();
  };
  const change = (next_typed: Typed): void => {
    reset();
    setTyped(next_typed);
  };
  const useful = test !== null && isUseful(test.checks);
  return (
    <StepPanel
      title="Credentials"
      lead="Encrypted with a key of your organization, and never shown again."
      actions={
        <>
          <Button variant="default" onClick={back}>
            Back
          </Button>
          <Group gap="xs">
            {test && !useful && (
              <Button variant="subtle" color="gray" onClick={next}>
                Save anyway
              </Button>
            )}
            <Button disabled={!useful} onClick={next}>
              Continue
            </Button>
          </Group>
        </>
      }
    >
      <div className="step-columns">
        <form className="form" onSubmit={submit} noValidate>
          <CredentialFields way={way} typed={typed} setTyped={change} error={error} missing={tried ? missing : []} />
          <FormProblem error={error} fields={pathsOf(way)} />
          <Button type="submit" variant={useful ? 'default' : 'filled'} loading={isPending}>
            {test ? 'Test again' : 'Test the connection'}
          </Button>
        </form>
        <section aria-label="Result of the test" className="test-place">
          {test ? (
            <TestResult test={test} />
          ) : (
            <p className="test-empty">The test says what works and names each permission that is missing.</p>
          )}
        </section>
      </div>
    </StepPanel>
  );
}
