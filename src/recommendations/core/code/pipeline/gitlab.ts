import {
  IDENTITY,
  initCommand,
  type PipelineDocument,
  type PipelinePlan,
  PLAN_DAYS,
  planCommands,
  planFiles,
  SECOND_STEP,
  TENANT,
  TERRAFORM_VERSION,
} from './steps.ts';

type Part = Record<string, unknown>;
type Who = 'plan' | 'apply';

const TOKEN_FILE = '/tmp/finopsmind-token';

/** Logs in with the token of the job; nothing is stored. */
const logIn = ({ provider, account_id }: PipelinePlan): Part =>
  provider === 'aws'
    ? {
        id_tokens: { FINOPSMIND_TOKEN: { aud: 'sts.amazonaws.com' } },
        before_script: [`printf '%s' "$FINOPSMIND_TOKEN" > ${TOKEN_FILE}`],
        variables: { AWS_WEB_IDENTITY_TOKEN_FILE: TOKEN_FILE },
      }
    : {
        id_tokens: { ARM_OIDC_TOKEN: { aud: 'api://AzureADTokenExchange' } },
        variables: { ARM_USE_OIDC: 'true', ARM_TENANT_ID: `$${TENANT}`, ARM_SUBSCRIPTION_ID: account_id },
      };

const identity = ({ provider, region }: PipelinePlan, who: Who): Part =>
  provider === 'aws'
    ? { AWS_ROLE_ARN: `$${IDENTITY.aws[who]}`, AWS_REGION: region }
    : { ARM_CLIENT_ID: `$${IDENTITY.azure[who]}` };

const onDefaultBranch = '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH';
const onRequest = '$CI_PIPELINE_SOURCE == "merge_request_event"';

function planJob(plan: PipelinePlan, step: string, before: string[], rest: Part): Part {
  return {
    extends: '.terraform',
    ...rest,
    variables: identity(plan, 'plan'),
    script: [`cd ${plan.folder}`, ...before, initCommand(plan), ...planCommands(step), `cat ${step}.txt`],
    artifacts: {
      access: 'developer',
      expire_in: `${PLAN_DAYS} days`,
      paths: planFiles(step).map((file) => `${plan.folder}/${file}`),
    },
  };
}

const applyJob = (plan: PipelinePlan, step: string, before: string[], environment: string, rest: Part): Part => ({
  extends: '.terraform',
  ...rest,
  variables: identity(plan, 'apply'),
  environment: { name: environment },
  resource_group: `finopsmind-${plan.name}`,
  rules: [{ if: onDefaultBranch, when: 'manual' }],
  // The stages after it wait for the person who starts it.
  allow_failure: false,
  script: [`cd ${plan.folder}`, ...before, initCommand(plan), `terraform apply -input=false ${step}.tfplan`],
});

const deleteJobs = (plan: PipelinePlan): Part => ({
  'plan-delete': planJob(plan, 'second', [SECOND_STEP], {
    stage: 'plan-delete',
    needs: ['apply'],
    rules: [{ if: onDefaultBranch }],
  }),
  delete: applyJob(plan, 'second', [SECOND_STEP], 'finopsmind-delete', { stage: 'delete', needs: ['plan-delete'] }),
});

/** Plans on merge requests; on the default branch plans anew, and applies that plan when somebody starts the job. */
export function gitlabPipeline(plan: PipelinePlan, comments: readonly string[]): PipelineDocument {
  const changes = [`${plan.folder}/**/*`, '.gitlab-ci.yml'];
  return {
    path: '.gitlab-ci.yml',
    comments,
    content: {
      default: { image: { name: `hashicorp/terraform:${TERRAFORM_VERSION}`, entrypoint: [''] }, interruptible: false },
      stages: ['plan', 'apply', ...(plan.removes ? ['plan-delete', 'delete'] : [])],
      workflow: {
        rules: [
          { if: onRequest, changes },
          { if: onDefaultBranch, changes },
        ],
      },
      variables: { TF_IN_AUTOMATION: 'true' },
      '.terraform': { timeout: '1 hour', ...logIn(plan) },
      plan: planJob(plan, 'first', [], { stage: 'plan' }),
      apply: applyJob(plan, 'first', [], 'finopsmind', { stage: 'apply', needs: ['plan'] }),
      ...(plan.removes ? deleteJobs(plan) : {}),
    },
  };
}
