import { callForm, type MotoAccount } from './moto.ts';

const allOf = (xml: string, element: string): string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text = '']) => text);
const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
/** Documents of IAM come as they are, or with the escapes of addresses. */
const documentIn = (text: string): unknown =>
  JSON.parse(text.startsWith('%7B') ? decodeURIComponent(text) : unescaped(text));

/** Has CloudFormation make what a template says. */
export async function makeStack(account: MotoAccount, TemplateBody: string): Promise<void> {
  const named = { StackName: 'finopsmind', Capabilities: 'CAPABILITY_NAMED_IAM', Version: '2010-05-15' };
  await callForm('cloudformation', account.keys.access_key_id, { Action: 'CreateStack', ...named, TemplateBody });
}

const IAM = { Version: '2010-05-08' };

/** The role of that name: who may assume it, and the policies that are attached to it. */
export async function roleIn(account: MotoAccount, RoleName: string): Promise<{ trust: unknown; policies: unknown[] }> {
  const role = await callForm('iam', account.keys.access_key_id, { Action: 'GetRole', RoleName, ...IAM });
  const attached = await callForm('iam', account.keys.access_key_id, {
    Action: 'ListAttachedRolePolicies',
    RoleName,
    ...IAM,
  });
  const policies: unknown[] = [];
  for (const PolicyArn of allOf(attached, 'PolicyArn')) {
    const version = { Action: 'GetPolicyVersion', PolicyArn, VersionId: 'v1', ...IAM };
    policies.push(documentIn(allOf(await callForm('iam', account.keys.access_key_id, version), 'Document')[0] ?? ''));
  }
  return { trust: documentIn(allOf(role, 'AssumeRolePolicyDocument')[0] ?? ''), policies };
}
