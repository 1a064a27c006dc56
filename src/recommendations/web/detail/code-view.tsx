import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../../../platform/web/queries.ts';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { type Code, recommendationsContract } from '../../core/contract.ts';
import { CODES, type CodeKind } from '../list/recommendations-view.ts';
import { CodeFiles } from './code-files.tsx';
import { firstShown } from './code-titles.ts';

const { getTerraform, getScript, getPipeline } = recommendationsContract;

type CodeLanguage = Code['files'][number]['language'];

interface CodeKindTexts {
  title: string;
  endpoint: typeof getScript;
  /** Of the file that matters. */
  language: CodeLanguage;
  note: string;
}

export const CODE_KINDS: Record<CodeKind, CodeKindTexts> = {
  terraform: {
    title: 'Terraform',
    endpoint: getTerraform,
    language: 'hcl',
    note: 'Imports the resource and changes it, or takes it out. Look at the plan before you apply it.',
  },
  script: {
    title: 'Script',
    endpoint: getScript,
    language: 'bash',
    note: 'Checks how things are first and only says what it would do, until you tell it to act.',
  },
  pipeline: {
    title: 'Pipeline',
    endpoint: getPipeline,
    language: 'yaml',
    note: 'Plans on every pull request, and applies after an approval; it logs in without stored keys.',
  },
};

function Made({ code: { files, notes }, language }: { code: Code; language: CodeLanguage }) {
  const main = firstShown(files, language);
  if (!main)
    return (
      <EmptyState title="No code can be made">
        {notes.length > 0 ? notes.join(' ') : 'This change has to be made by hand.'}
      </EmptyState>
    );
  return (
    <>
      {notes.length > 0 && (
        <div className="notice">
          <ul className="plain-list">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </div>
      )}
      <CodeFiles files={files} shown={main.path} />
    </>
  );
}

function AskedCode({ id, kind }: { id: string; kind: CodeKind }) {
  const code = useQuery({ ...ask(CODE_KINDS[kind].endpoint, { params: { id } }), placeholderData: undefined });
  return (
    <Answer of={code} height={380}>
      {(known) => <Made code={known} language={CODE_KINDS[kind].language} />}
    </Answer>
  );
}

interface CodeViewProps {
  id: string;
  kind: CodeKind;
  change: (kind: CodeKind | null) => void;
}

/** The code that makes the change, to copy or download; nothing is run by us. */
export function CodeView({ id, kind, change }: CodeViewProps) {
  return (
    <div className="finding-parts">
      <button type="button" className="link-button code-back" onClick={() => change(null)}>
        ← Back to the recommendation
      </button>
      <SegmentedControl
        size="xs"
        aria-label="Kind of code"
        data={CODES.map((value) => ({ value, label: CODE_KINDS[value].title }))}
        value={kind}
        onChange={(value) => change(value as CodeKind)}
      />
      <p className="quiet">{CODE_KINDS[kind].note}</p>
      <AskedCode key={kind} id={id} kind={kind} />
    </div>
  );
}
