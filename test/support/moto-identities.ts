import { MOTO, type MotoAccount } from './moto.ts';

/** A call of Moto by form, in the account; which service is meant is told by the header alone. */
async function callForm(account: MotoAccount, service: string, form: Record<string, string>): Promise<string> {
  const scope = `${account.keys.access_key_id}/20260101/us-east-1/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  const answer = await fetch(MOTO, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Moto answered ${form['Action']} with ${answer.status}: ${text}`);
  return text;
}

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
  await callForm(account, 'cloudformation', { Action: 'CreateStack', ...named, TemplateBody });
}

const IAM = { Version: '2010-05-08' };

/** The role of that name: who may assume it, and the policies that are attached to it. */
export async function roleIn(account: MotoAccount, RoleName: string): Promise<{ trust: unknown; policies: unknown[] }> {
  const role = await callForm(account, 'iam', { Action: 'GetRole', RoleName, ...IAM });
  const attached = await callForm(account, 'iam', { Action: 'ListAttachedRolePolicies', RoleName, ...IAM });
  const policies: unknown[] = [];
  for (const PolicyArn of allOf(attached, 'PolicyArn')) {
    const version = { Action: 'GetPolicyVersion', PolicyArn, VersionId: 'v1', ...IAM };
    policies.push(documentIn(allOf(await callForm(account, 'iam', version), 'Document')[0] ?? ''));
  }
  return { trust: documentIn(allOf(role, 'AssumeRolePolicyDocument')[0] ?? ''), policies };
}
