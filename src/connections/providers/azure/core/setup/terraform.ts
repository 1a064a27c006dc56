import { READ_ROLE, REMEDIATION_ROLE, type SetupRole } from './roles.ts';

const roleOf = (
  label: string,
  { name, description, actions }: SetupRole,
  when: string,
): string => `resource "azurerm_role_definition" "${label}" {
${when}  name        = "${name} \${var.subscription_id}"
  description = ${JSON.stringify(description)}
  scope       = local.scope

  permissions {
    actions = [
${actions.map((action) => `      ${JSON.stringify(action)},`).join('\n')}
    ]
  }
}`;

const assignment = (
  label: string,
  when: string,
  role: string,
  scope: string,
): string => `resource "azurerm_role_assignment" "${label}" {
${when}  ${role}
  scope = ${scope}
  principal_id = azuread_service_principal.finopsmind.object_id
  principal_type = "ServicePrincipal"
}`;

const WHEN_REMEDIATION = '  count = var.remediation ? 1 : 0\n\n';
const WHEN_EXPORTS = '  count = var.export_container_id == null ? 0 : 1\n\n';

/** Spaces before the equals signs of neighbouring arguments, as `terraform fmt` sets them. */
function aligned(text: string): string {
  const lines = text.split('\n');
  const parts = lines.map((line) => /^(\s+)(\w+)\s+= (?![{[]$)(.*)$/.exec(line));
  return lines
    .map((line, index) => {
      const own = parts[index];
      if (!own) return line;
      let [first, last] = [index, index];
      while (parts[first - 1]?.[1] === own[1]) first -= 1;
      while (parts[last + 1]?.[1] === own[1]) last += 1;
      const width = Math.max(...parts.slice(first, last + 1).map((part) => part![2]!.length));
      return `${own[1]}${own[2]!.padEnd(width)} = ${own[3]}`;
    })
    .join('\n');
}

/** Terraform that makes the service principal and its roles. */
export const setupTerraform = (): string =>
  aligned(`terraform {
  required_version = ">= 1.5"

  required_providers {
    azuread = {
      source = "hashicorp/azuread"
      version = "~> 3.0"
    }
    azurerm = {
      source = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

variable "subscription_id" {
  description = "The subscription that FinOpsMind reads."
  type = string
}

variable "remediation" {
  description = "Whether FinOpsMind may make changes, once they are approved."
  type = bool
  default = false
}

variable "export_container_id" {
  description = "Resource id of the Blob container with cost exports; null without exports."
  type = string
  default = null
}

provider "azurerm" {
  features {}
  subscription_id = var.subscription_id
}

locals {
  scope = "/subscriptions/\${var.subscription_id}"
}

resource "azuread_application" "finopsmind" {
  display_name = "FinOpsMind \${var.subscription_id}"
}

resource "azuread_service_principal" "finopsmind" {
  client_id = azuread_application.finopsmind.client_id
}

resource "azuread_application_password" "finopsmind" {
  application_id = azuread_application.finopsmind.id
}

${roleOf('reader', READ_ROLE, '')}

${roleOf('remediation', REMEDIATION_ROLE, WHEN_REMEDIATION)}

${assignment('costs', '', 'role_definition_name = "Cost Management Reader"', 'local.scope')}

${assignment('reader', '', 'role_definition_id = azurerm_role_definition.reader.role_definition_resource_id', 'local.scope')}

${assignment('remediation', WHEN_REMEDIATION, 'role_definition_id = azurerm_role_definition.remediation[0].role_definition_resource_id', 'local.scope')}

${assignment('exports', WHEN_EXPORTS, 'role_definition_name = "Storage Blob Data Reader"', 'var.export_container_id')}

output "tenant_id" {
  value = azuread_service_principal.finopsmind.application_tenant_id
}

output "client_id" {
  value = azuread_application.finopsmind.client_id
}

output "client_secret" {
  value = azuread_application_password.finopsmind.value
  sensitive = true
}
`);
