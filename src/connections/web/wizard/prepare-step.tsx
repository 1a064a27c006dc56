import { Button, CopyButton, TextInput } from '@mantine/core';
import type { SetupDocument } from '../../core/providers-contract.ts';
import { cloudTitle } from '../cloud-mark.tsx';
import { Documents } from './documents.tsx';
import { StepPanel } from './step-panel.tsx';
import type { Way } from './ways.ts';

const LEADS: Record<string, string> = {
  role: 'Make a role that this server may assume, with exactly the permissions that are used. One of these does it.',
  keys: 'Give an IAM user exactly the permissions that are used, then make an access key for it.',
  server: 'Give the identity of this server exactly the permissions that are used.',
};
const AZURE_LEAD =
  'Make a service principal and give it the roles it needs on what it should read. One of these does it.';

/** The documents with the one first that serves a way best. */
const inOrderFor = ({ first_document }: Way, documents: SetupDocument[]): SetupDocument[] =>
  documents.toSorted((a, b) => Number(b.id.startsWith(first_document)) - Number(a.id.startsWith(first_document)));

function ExternalId({ external_id }: { external_id: string }) {
  return (
    <div className="external-id">
      <TextInput
        label="External id of your organization"
        description="Roles have to ask for it (the role for changes with “:changes” behind it), so that nobody else can have them assumed. The documents below have it already."
        readOnly
        value={external_id}
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton value={external_id}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}

/** What to do in the cloud before it can be connected. */
export function PrepareStep({
  way,
  external_id,
  documents,
  back,
  next,
}: {
  way: Way;
  external_id: string | null;
  documents: SetupDocument[];
  back: () => void;
  next: () => void;
}) {
  return (
    <StepPanel
      title={`Prepare ${cloudTitle(way.cloud)}`}
      lead={LEADS[way.id] ?? AZURE_LEAD}
      actions={
        <>
          <Button variant="default" onClick={back}>
            Back
          </Button>
          <Button onClick={next}>It is prepared</Button>
        </>
      }
    >
      {external_id !== null && way.id !== 'server' && <ExternalId external_id={external_id} />}
      <Documents documents={inOrderFor(way, documents)} />
    </StepPanel>
  );
}
