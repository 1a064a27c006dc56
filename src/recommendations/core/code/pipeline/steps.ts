import type { CodeRequest } from '../types.ts';

/** A file of YAML before it is printed: what is said above it, and its content. */
export interface PipelineDocument {
  path: string;
  comments: readonly string[];
  content: unknown;
}

/** What both kinds of pipelines are made from. Every text in it is one of ours or was checked: none is a name of others. */
export interface PipelinePlan {
  /** Of the change: small letters, digits and `-`. */
  name: string;
  /** The folder of its Terraform. */
  folder: string;
  provider: CodeRequest['provider'];
  account_id: string;
  /** Of AWS. */
  region: string | null;
  /** Whether something is deleted, in a second step with an approval of its own. */
  removes: boolean;
}

/** The release of Terraform that pipelines run; looked up in November 2026. */
export const TERRAFORM_VERSION = '1.15.9';
/** Days that a plan waits for its approval. */
export const PLAN_DAYS = 5;

/** Where the state is: the rest of the backend's configuration, from variables of the repository. */
export const STATE: Readonly<Record<PipelinePlan['provider'], Readonly<Record<string, string>>>> = {
  aws: { bucket: 'FINOPSMIND_STATE_BUCKET', region: 'FINOPSMIND_STATE_REGION' },
  azure: {
    resource_group_name: 'FINOPSMIND_STATE_RESOURCE_GROUP',
    storage_account_name: 'FINOPSMIND_STATE_STORAGE_ACCOUNT',
    container_name: 'FINOPSMIND_STATE_CONTAINER',
  },
};

/** Who plans may only read; who applies is let in by an approved environment only. */
export const IDENTITY = {
  aws: { plan: 'FINOPSMIND_PLAN_ROLE_ARN', apply: 'FINOPSMIND_APPLY_ROLE_ARN' },
  azure: { plan: 'FINOPSMIND_PLAN_CLIENT_ID', apply: 'FINOPSMIND_APPLY_CLIENT_ID' },
} as const;
/** The directory of Azure in which those are. */
export const TENANT = 'FINOPSMIND_TENANT_ID';

/** Fetches the providers and opens the state. */
export const initCommand = ({ provider }: PipelinePlan): string =>
  [
    'terraform init -input=false',
    ...Object.entries(STATE[provider]).map(([key, variable]) => `-backend-config="${key}=$${variable}"`),
  ].join(' ');

/** Files that go from the job that plans to the one that applies; the lock file keeps both on the same providers. */
export const planFiles = (step: string): string[] => [`${step}.tfplan`, `${step}.txt`, '.terraform.lock.hcl'];

/** Plans a step; it takes no lock, so that who plans need not write to the state. */
export const planCommands = (step: string): string[] => [
  `terraform plan -input=false -lock=false -out=${step}.tfplan`,
  `terraform show -no-color ${step}.tfplan > ${step}.txt`,
];
/** Puts the second step of a deletion in the place of the first. */
export const SECOND_STEP = 'cp delete/*.tf .';
