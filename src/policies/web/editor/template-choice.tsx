import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../../../platform/web/queries.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { policiesContract } from '../../core/contract.ts';
import { MODE_WORDS, SUBJECT_WORDS } from '../words.ts';
import { type Draft, draftOf, EMPTY } from './policy-draft.ts';

/** What a policy begins with: a template, or nothing. */
export function TemplateChoice({ choose }: { choose: (draft: Draft) => void }) {
  const templates = useQuery(ask(policiesContract.listPolicyTemplates));
  return (
    <Panel
      title="Begin with a template"
      note="Each can be changed in every part before it is saved."
      actions={
        <Button variant="default" onClick={() => choose(EMPTY)}>
          Start empty
        </Button>
      }
    >
      <Answer of={templates} height={420}>
        {({ items }) => (
          <ul className="policy-templates">
            {items.map((template) => (
              <li key={template.id}>
                <button type="button" onClick={() => choose(draftOf(template))}>
                  <strong>{template.title}</strong>
                  <span>{template.description}</span>
                  <span className="under">
                    On {SUBJECT_WORDS[template.policy.subject].several} · {MODE_WORDS[template.policy.mode].title}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </Panel>
  );
}
