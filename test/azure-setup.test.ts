import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AZURE_ACTIONS, PREVIEWS, RESERVATIONS } from '../src/connections/providers/azure/core/permissions.ts';
import { azureSetupDocuments } from '../src/connections/providers/azure/core/setup/index.ts';

/** Not everywhere: what needs it is skipped by name then. */
const TERRAFORM = 'terraform';
const SUBSCRIPTION = '33333333-3333-4333-8333-333333333333';
const documents = azureSetupDocuments();
const textOf = (id: string): string => documents.find((one) => one.id === id)!.text;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'finopsmind-azure-setup-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** An Azure CLI that writes down what it is asked (and the role definitions it gets), and knows the roles in `existing`. */
function runScript(
  environment: Record<string, string>,
  argument: string[],
  existing = '',
): { status: number | null; output: string; asked: string } {
  const asked = join(directory, 'asked');
  writeFileSync(asked, '');
  writeFileSync(join(directory, 'setup.sh'), textOf('azure-cli'));
  writeFileSync(
    join(directory, 'az'),
    `#!/usr/bin/env bash
echo "$*" >> "${asked}"
case "$*" in
  'role definition list'*) echo -n '${existing}' ;;
  'role definition '*) for word; do if [[ "$word" == @* ]]; then cat "\${word#@}" >> "${asked}"; fi; done ;;
  'ad sp create-for-rbac'*) printf 'the-app\\nthe-secret\\nthe-tenant\\n' ;;
  'ad sp show'*) echo the-object ;;
esac
`,
  );
  chmodSync(join(directory, 'az'), 0o755);
  const { status, stdout, stderr } = spawnSync('bash', [join(directory, 'setup.sh'), ...argument], {
    encoding: 'utf8',
    env: { PATH: `${directory}:${process.env.PATH}`, ...environment },
  });
  return { status, output: stdout + stderr, asked: readFileSync(asked, 'utf8') };
}

describe('documents to copy', () => {
  it('have names of their own, and say what they are for', () => {
    expect(new Set(documents.map(({ file_name }) => file_name)).size).toBe(documents.length);
    for (const { title, description, text } of documents) {
      expect(title.length * description.length).toBeGreaterThan(0);
      expect(text.endsWith('\n')).toBe(true);
    }
  });

  it('are roles with exactly the declared permissions', () => {
    const reader = JSON.parse(textOf('azure-reader-role'));
    const { remediation, ...reading } = AZURE_ACTIONS;
    expect(reader.Actions.toSorted()).toEqual(
      [...new Set([...Object.values(reading).flat(), ...PREVIEWS, RESERVATIONS])].toSorted(),
    );
    expect(reader.Actions).toContain('Microsoft.Management/managementGroups/descendants/read');
    expect(reader.Actions.every((action: string) => action.endsWith('/read'))).toBe(true);
    expect(reader.AssignableScopes).toEqual(['/subscriptions/00000000-0000-0000-0000-000000000000']);
    expect(JSON.parse(textOf('azure-remediation-role')).Actions.toSorted()).toEqual([...remediation].toSorted());
  });
});

it.each(['azure-cli', 'azure-terraform', 'azure-reader-role'])('%s tells how exports are read', (id) => {
  const { description, text } = documents.find((one) => one.id === id)!;
  expect(description + text).toContain('Storage Blob Data Reader');
  expect(description.toLowerCase()).toContain('export');
});

describe('the script', () => {
  it('makes the role to read, gives it, and prints what to paste', () => {
    const { status, output, asked } = runScript({}, [SUBSCRIPTION]);
    expect({ status, output }).toMatchObject({ status: 0 });
    for (const word of ['the-tenant', 'the-app', 'the-secret', SUBSCRIPTION]) expect(output).toContain(word);
    const given = [...asked.matchAll(/role assignment create .*--role (.*) --scope (\S+)/g)].map((match) =>
      match.slice(1),
    );
    expect(given).toEqual([
      ['Cost Management Reader', `/subscriptions/${SUBSCRIPTION}`],
      [`FinOpsMind Reader ${SUBSCRIPTION}`, `/subscriptions/${SUBSCRIPTION}`],
    ]);
    expect(asked).toContain('role definition create');
    const definition = JSON.parse(asked.slice(asked.indexOf('{'), asked.lastIndexOf('}') + 1));
    expect(definition).toMatchObject({
      Name: `FinOpsMind Reader ${SUBSCRIPTION}`,
      AssignableScopes: [`/subscriptions/${SUBSCRIPTION}`],
    });
    expect(asked).not.toContain('/delete');
  });

  it('brings a role up to date that is there, and gives more when asked', () => {
    const environment = { WITH_REMEDIATION: 'yes', EXPORT_CONTAINER_ID: '/the/container' };
    const { status, asked } = runScript(environment, [SUBSCRIPTION], 'there');
    expect(status).toBe(0);
    expect(asked).toContain('role definition update');
    expect(asked).not.toContain('role definition create');
    expect(asked).toContain(`--role FinOpsMind Remediation ${SUBSCRIPTION} --scope /subscriptions/${SUBSCRIPTION}`);
    expect(asked).toContain('--role Storage Blob Data Reader --scope /the/container');
  });

  it('does nothing without a subscription', () => {
    const { status, output, asked } = runScript({}, []);
    expect(status).not.toBe(0);
    expect(output).toContain('Give the id of the subscription.');
    expect(asked).toBe('');
  });
});

describe('the Terraform', () => {
  const hasTerraform = spawnSync(TERRAFORM, ['version']).status === 0;

  it('has every permission, and braces that close', () => {
    const text = textOf('azure-terraform');
    for (const action of [...Object.values(AZURE_ACTIONS).flat(), RESERVATIONS]) expect(text).toContain(`"${action}"`);
    for (const [open, close] of ['{}', '[]', '()'].map((pair) => [...pair])) {
      expect(text.split(open!).length).toBe(text.split(close!).length);
    }
  });

  it.skipIf(!hasTerraform)('is written as terraform fmt writes it (needs terraform)', () => {
    const file = join(directory, 'finopsmind.tf');
    writeFileSync(file, textOf('azure-terraform'));
    expect(() => execFileSync(TERRAFORM, ['fmt', '-check', '-diff', file], { stdio: 'pipe' })).not.toThrow();
  });
});
