/** A field of a way's form, by the name that the API takes it under. */
export interface CredentialField {
  name: string;
  label: string;
  hint?: string;
  placeholder?: string;
  is_secret?: boolean;
  is_optional?: boolean;
  /** It may be left empty where there is one already, which stays. */
  may_stay?: boolean;
}

/** Clouds that can be connected by hand; others come with their own way in. */
export const CLOUDS = ['aws', 'azure'] as const;
export type Cloud = (typeof CLOUDS)[number];

/** What organizations may do with the server's own credentials at AWS. */
export type ServerCredentials = 'off' | 'roles' | 'direct';

/** A way into a cloud: which credentials it takes. */
export interface Way {
  id: string;
  cloud: Cloud;
  title: string;
  description: string;
  /** Only where the server's own credentials may be used so. */
  needs_server_credentials?: readonly ServerCredentials[];
  /** The setup document that serves it best, by the beginning of its id. */
  first_document: string;
  /** What its credentials have beside what is typed. */
  fixed?: Record<string, unknown>;
  fields: CredentialField[];
}

const REGION: CredentialField = {
  name: 'region',
  label: 'Home region',
  hint: 'Where the API is first called. All regions in use are read whatever it is; without one, us-east-1.',
  placeholder: 'us-east-1',
  is_optional: true,
};
const COST_TAG: CredentialField = {
  name: 'cost_allocation_tag',
  label: 'Cost allocation tag',
  hint: 'A tag that is activated in Billing and splits the costs of Cost Explorer. Data Exports bring all tags without it.',
  placeholder: 'team',
  is_optional: true,
};
const CHANGE_ROLE: CredentialField = {
  name: 'remediation_role_arn',
  label: 'Role for changes',
  hint: 'Approved changes are carried out with this role, made from the documents for it; without one, with the identity that reads.',
  placeholder: 'arn:aws:iam::123456789012:role/finopsmind-changes',
  is_optional: true,
};
const roleArn = (is_optional: boolean): CredentialField => ({
  name: 'assume_role_arn',
  label: 'Role ARN',
  hint: is_optional
    ? 'A role that the keys assume, such as one in the payer account.'
    : 'Of the role made in the step before.',
  placeholder: 'arn:aws:iam::123456789012:role/finopsmind',
  is_optional,
});
const PRINCIPAL: CredentialField[] = [
  { name: 'tenant_id', label: 'Directory (tenant) id', placeholder: '00000000-0000-0000-0000-000000000000' },
  { name: 'client_id', label: 'Application (client) id', placeholder: '00000000-0000-0000-0000-000000000000' },
  { name: 'client_secret', label: 'Client secret', hint: 'The value of the secret, not its id.', is_secret: true },
];

/** Every way there is, the one to prefer first. */
export const WAYS: Way[] = [
  {
    id: 'role',
    cloud: 'aws',
    first_document: 'aws-cloudformation',
    title: 'A role with an external id',
    description: 'AWS recommends it: no secret leaves your account, and you can take the role away at any time.',
    needs_server_credentials: ['roles', 'direct'],
    fields: [roleArn(false), REGION, COST_TAG, CHANGE_ROLE],
  },
  {
    id: 'keys',
    cloud: 'aws',
    first_document: 'aws-access-keys',
    title: 'Access keys',
    description: 'Keys of an IAM user that may only read. They are kept encrypted and never shown again.',
    fields: [
      { name: 'access_key_id', label: 'Access key id', placeholder: 'AKIA…' },
      { name: 'secret_key', label: 'Secret access key', is_secret: true },
      REGION,
      roleArn(true),
      {
        name: 'external_id',
        label: 'External id',
        hint: 'If the trust policy of that role asks for one; the documents of the step before have it.',
        is_optional: true,
      },
      COST_TAG,
      CHANGE_ROLE,
    ],
  },
  {
    id: 'server',
    cloud: 'aws',
    first_document: 'aws-read-policy',
    title: "The server's own credentials",
    description: 'For the account that this server itself runs in: nothing has to be typed.',
    needs_server_credentials: ['direct'],
    fixed: { use_server_credentials: true },
    fields: [REGION, COST_TAG, CHANGE_ROLE],
  },
  {
    id: 'subscription',
    cloud: 'azure',
    first_document: 'azure-cli',
    title: 'One subscription',
    description: 'Costs, resources and advice of a single subscription.',
    fields: [
      ...PRINCIPAL,
      { name: 'subscription_id', label: 'Subscription id', placeholder: '00000000-0000-0000-0000-000000000000' },
    ],
  },
  {
    id: 'management-group',
    cloud: 'azure',
    first_document: 'azure-cli',
    title: 'A management group',
    description: 'Every subscription below it, also those that are added later.',
    fields: [
      ...PRINCIPAL,
      { name: 'management_group_id', label: 'Management group id', hint: 'Its id, not its display name.' },
    ],
  },
  {
    id: 'billing-account',
    cloud: 'azure',
    first_document: 'azure-cli',
    title: 'A billing account',
    description: 'An Enterprise Agreement or a Microsoft Customer Agreement, with everything it is billed for.',
    fields: [
      ...PRINCIPAL,
      { name: 'billing_account_id', label: 'Billing account id', hint: 'An enrolment number, or …:…_2019-05-31.' },
      {
        name: 'billing_profile_id',
        label: 'Billing profile id',
        hint: 'To read only one profile of a Microsoft Customer Agreement.',
        is_optional: true,
      },
    ],
  },
];

/** The way an address names, if it belongs to the cloud. */
export const wayOf = (cloud: string | undefined, id: string | undefined): Way | undefined =>
  WAYS.find((way) => way.cloud === cloud && way.id === id);

const KEPT_SECRET = 'Left empty, the secret that it has stays, as long as the fields above say who it is as before.';

/** A way as an edit offers it: secrets are never shown, and need not be given again. */
export const forEditing = (way: Way): Way => ({
  ...way,
  fields: way.fields.map((field) => (field.is_secret ? { ...field, may_stay: true, hint: KEPT_SECRET } : field)),
});

/** What is typed into a form, by field. */
export type Typed = Record<string, string>;

/** The credentials of a way as the API takes them; what was left empty is left out. */
export function credentialsOf(way: Way, typed: Typed): Record<string, unknown> {
  const given = way.fields.flatMap(({ name }) => {
    const text = typed[name]?.trim() ?? '';
    return text === '' ? [] : [[name, text] as const];
  });
  return { ...way.fixed, ...Object.fromEntries(given) };
}

/** The fields of a way that must be typed and are not yet. */
export const missingFields = (way: Way, typed: Typed): string[] =>
  way.fields
    .filter(({ name, is_optional, may_stay }) => !is_optional && !may_stay && !typed[name]?.trim())
    .map(({ name }) => name);

/** What costs can be read with: without these a connection is of no use. */
const NEEDED_CHECKS = ['identity', 'cost'];

/** True when a tried connection can at least say who it is and read costs. */
export const isUseful = (checks: readonly { name: string; ok: boolean }[]): boolean =>
  NEEDED_CHECKS.every((name) => checks.some((check) => check.name === name && check.ok));

export const isNeeded = (check: string): boolean => NEEDED_CHECKS.includes(check);
