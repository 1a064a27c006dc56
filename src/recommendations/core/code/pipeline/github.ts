import {
  IDENTITY,
  initCommand,
  type PipelineDocument,
  type PipelinePlan,
  PLAN_DAYS,
  planCommands,
  planFiles,
  SECOND_STEP,
  STATE,
  TENANT,
  TERRAFORM_VERSION,
} from './steps.ts';

/** Releases of the actions, looked up in November 2026. */
const ACTIONS = {
  checkout: 'actions/checkout@v7.0.1',
  terraform: 'hashicorp/setup-terraform@v4.0.1',
  aws: 'aws-actions/configure-aws-credentials@v6.3.0',
  azure: 'azure/login@v3.1.0',
  upload: 'actions/upload-artifact@v7.0.1',
  download: 'actions/download-artifact@v8.0.1',
};

type Who = 'plan' | 'apply';
type Step = Record<string, unknown>;

const variable = (name: string): string => `\${{ vars.${name} }}`;

function logIn({ provider, account_id, region }: PipelinePlan, who: Who): Step {
  const identity = variable(IDENTITY[provider][who]);
  return provider === 'aws'
    ? {
        name: 'Log in to AWS',
        uses: ACTIONS.aws,
        with: { 'role-to-assume': identity, 'aws-region': region, 'allowed-account-ids': account_id },
      }
    : {
        name: 'Log in to Azure',
        uses: ACTIONS.azure,
        with: { 'client-id': identity, 'tenant-id': variable(TENANT), 'subscription-id': account_id },
      };
}

/** Of a job: azurerm and its backend log in with the token of the job by themselves. */
const environmentOf = ({ provider, account_id }: PipelinePlan, who: Who): Step =>
  provider === 'aws'
    ? {}
    : {
        env: {
          ARM_USE_OIDC: 'true',
          ARM_CLIENT_ID: variable(IDENTITY.azure[who]),
          ARM_TENANT_ID: variable(TENANT),
          ARM_SUBSCRIPTION_ID: account_id,
        },
      };

const begin = (plan: PipelinePlan, who: Who): Step[] => [
  { uses: ACTIONS.checkout, with: { 'persist-credentials': false } },
  { uses: ACTIONS.terraform, with: { terraform_version: TERRAFORM_VERSION, terraform_wrapper: false } },
  logIn(plan, who),
];

const run = (name: string, commands: readonly string[]): Step => ({ name, run: `${commands.join('\n')}\n` });
const artifact = (step: string): string => `finopsmind-${step}-plan`;

const job = (plan: PipelinePlan, who: Who, steps: Step[], rest: Step): Step => ({
  ...rest,
  'runs-on': 'ubuntu-24.04',
  'timeout-minutes': 60,
  permissions: { contents: 'read', 'id-token': 'write' },
  ...environmentOf(plan, who),
  steps: [...begin(plan, who), ...steps],
});

const planJob = (plan: PipelinePlan, step: string, before: string[], rest: Step): Step =>
  job(
    plan,
    'plan',
    [
      run('Plan', [...before, initCommand(plan), ...planCommands(step)]),
      // Indented, it is text to GitHub whatever is in it.
      run('Show the plan', [`sed 's/^/    /' ${step}.txt >> "$GITHUB_STEP_SUMMARY"`]),
      {
        name: 'Keep the plan',
        uses: ACTIONS.upload,
        with: {
          name: artifact(step),
          path: `${planFiles(step)
            .map((file) => `${plan.folder}/${file}`)
            .join('\n')}\n`,
          'include-hidden-files': true,
          'if-no-files-found': 'error',
          'retention-days': PLAN_DAYS,
        },
      },
    ],
    rest,
  );

const applyJob = (plan: PipelinePlan, step: string, before: string[], rest: Step): Step =>
  job(
    plan,
    'apply',
    [
      { name: 'Fetch the plan', uses: ACTIONS.download, with: { name: artifact(step), path: plan.folder } },
      run('Apply what was approved', [...before, initCommand(plan), `terraform apply -input=false ${step}.tfplan`]),
    ],
    rest,
  );

const onPush = { if: "github.event_name == 'push'" };

const deleteJobs = (plan: PipelinePlan): Step => ({
  'plan-delete': planJob(plan, 'second', [SECOND_STEP], { needs: 'apply', ...onPush }),
  delete: applyJob(plan, 'second', [SECOND_STEP], {
    needs: 'plan-delete',
    ...onPush,
    environment: 'finopsmind-delete',
  }),
});

/** Plans on pull requests; on the branch `main` plans anew, and applies that plan once its environment is approved. */
export function githubWorkflow(plan: PipelinePlan, comments: readonly string[]): PipelineDocument {
  const path = `.github/workflows/finopsmind-${plan.name}.yml`;
  const paths = [`${plan.folder}/**`, path];
  const state = Object.values(STATE[plan.provider]).map((name) => [name, variable(name)]);
  return {
    path,
    comments,
    content: {
      name: `FinOpsMind ${plan.name}`,
      on: { pull_request: { paths }, push: { branches: ['main'], paths } },
      permissions: {},
      // One at a time, and none is stopped in the middle of an apply.
      concurrency: { group: `finopsmind-${plan.name}`, 'cancel-in-progress': false },
      env: { TF_IN_AUTOMATION: 'true', ...Object.fromEntries(state) },
      defaults: { run: { shell: 'bash', 'working-directory': plan.folder } },
      jobs: {
        plan: planJob(plan, 'first', [], {}),
        apply: applyJob(plan, 'first', [], { needs: 'plan', ...onPush, environment: 'finopsmind' }),
        ...(plan.removes ? deleteJobs(plan) : {}),
      },
    },
  };
}
