import { attribute, attributes, block, type Item, printHcl } from '../hcl.ts';
import { CannotExpress, type Draft } from '../terraform/draft.ts';
import { draftOf, fileNameOf, hclFile, labelOf, terraformOf } from '../terraform/index.ts';
import { removes } from '../terraform/print.ts';
import type { CodeFile, CodeRequest } from '../types.ts';
import { githubWorkflow } from './github.ts';
import { gitlabPipeline } from './gitlab.ts';
import { IDENTITY, type PipelineDocument, type PipelinePlan, STATE, TENANT } from './steps.ts';

/** Files of Terraform, pipelines to be printed as YAML, and what must be known. Without files where there can be none. */
export interface Pipelines {
  documents: PipelineDocument[];
  terraform: CodeFile[];
  notes: string[];
}

/** Locking in the bucket itself needs 1.11. */
function backendItems({ name, provider }: PipelinePlan): Item[] {
  const key = `finopsmind/${name}.tfstate`;
  const backend =
    provider === 'aws'
      ? block('backend', ['s3'], attributes({ key, use_lockfile: true }))
      : block('backend', ['azurerm'], attributes({ key, use_oidc: true, use_azuread_auth: true }));
  return [block('terraform', [], [attribute('required_version', '>= 1.11'), backend])];
}

const variablesOf = ({ provider }: PipelinePlan): string =>
  [
    ...Object.values(IDENTITY[provider]),
    ...(provider === 'azure' ? [TENANT] : []),
    ...Object.values(STATE[provider]),
  ].join(', ');

function prerequisites(plan: PipelinePlan): string[] {
  const aws = plan.provider === 'aws';
  const who = aws ? 'IAM roles' : 'applications (service principals) with federated credentials';
  return [
    `Commit the files as they are. The pipelines run the Terraform in ${plan.folder}; use the one of your platform. An existing .gitlab-ci.yml includes this one instead (include: local).`,
    `Set these variables of the repository or project, none of which is a secret: ${variablesOf(plan)}.`,
    `Make two ${who} that trust the tokens (OIDC) of this repository only: one for plans, which may read this resource and the state; one for applying, which may also make this change and write the state, and whose trust is limited to the environment${plan.removes ? 's finopsmind and finopsmind-delete' : ' finopsmind'}. No key is stored anywhere.`,
    `Protect the environment finopsmind${plan.removes ? ' and finopsmind-delete' : ''}: in GitHub with required reviewers, in GitLab by approvals or by who may start the manual job. What is applied is the plan that was shown.`,
    'GitHub applies from the branch main; change it in the workflow if yours is called otherwise.',
    'When it is done, and you do not want Terraform to go on with it, take the files out of the repository: running it again would import again.',
  ];
}

function stepsOf(draft: Draft): string[] {
  return removes(draft)
    ? [
        'Two steps: the first imports the resource and makes its backup, the second deletes it, each after an approval of its own.',
      ]
    : [];
}

/** The change as pipelines: a plan on each pull or merge request, applied on approval. */
export function pipelinesOf(request: CodeRequest): Pipelines {
  try {
    const { place, draft } = draftOf(request, labelOf(request));
    const name = fileNameOf(request);
    const plan: PipelinePlan = { ...place, name, folder: `finopsmind/${name}`, removes: removes(draft) };
    const files = [...terraformOf(request).files, hclFile('backend.tf', printHcl(backendItems(plan)))];
    const comments = [request.title, request.reason];
    return {
      documents: [githubWorkflow(plan, comments), gitlabPipeline(plan, comments)],
      terraform: files.map((file) => ({ ...file, path: `${plan.folder}/${file.path}` })),
      notes: [...prerequisites(plan), ...stepsOf(draft), ...draft.notes, `To take it back: ${draft.undo}`],
    };
  } catch (error) {
    if (!(error instanceof CannotExpress)) throw error;
    return { documents: [], terraform: [], notes: [error.message] };
  }
}
