import { READ_ROLE, REMEDIATION_ROLE, roleDefinition, type SetupRole } from './roles.ts';

/** Names are unique in a directory, where several subscriptions may be connected. */
const nameOf = ({ name }: SetupRole): string => `${name} \${subscription}`;

// Subscription and scope are variables of the script, in a here-document that lets them through.
const makeRole = (role: SetupRole): string => `make_role "${nameOf(role)}" <<JSON
${roleDefinition({ ...role, name: nameOf(role) }, '${scope}')}
JSON`;

/** A script for Azure CLI that makes the service principal and its roles, and prints what to paste. */
export const setupScript = (): string => `#!/usr/bin/env bash
# Lets FinOpsMind read one subscription. Run it where "az login" was done by an owner of the subscription:
#   ./finopsmind-azure.sh SUBSCRIPTION_ID
# WITH_REMEDIATION=yes      lets it make changes too, once they are approved.
# EXPORT_CONTAINER_ID=ID    lets it read cost exports: the resource id of their container in Blob storage.
# Run again, it makes a new client secret; the one before stops working.
set -euo pipefail

subscription="\${1:?Give the id of the subscription.}"
scope="/subscriptions/\${subscription}"
definition="$(mktemp)"
trap 'rm -f "\${definition}"' EXIT

# Makes the role that is described on standard input, or brings it up to date.
make_role() {
  cat > "\${definition}"
  local verb=create
  if [[ -n "$(az role definition list --custom-role-only true --name "$1" --scope "\${scope}" --query '[].name' --output tsv)" ]]; then
    verb=update
  fi
  az role definition "\${verb}" --role-definition "@\${definition}" --output none
}

# A role takes a moment until it can be given.
give_role() {
  local role="$1" on="$2" tries
  for tries in 1 2 3 4 5 6; do
    if az role assignment create --assignee-object-id "\${object_id}" --assignee-principal-type ServicePrincipal \\
      --role "\${role}" --scope "\${on}" --output none; then
      return
    fi
    sleep "$((tries * 5))"
  done
  echo "The role \${role} could not be given on \${on}." >&2
  return 1
}

${makeRole(READ_ROLE)}

if [[ "\${WITH_REMEDIATION:-}" == yes ]]; then
${makeRole(REMEDIATION_ROLE)}
fi

mapfile -t principal < <(az ad sp create-for-rbac --name "FinOpsMind \${subscription}" --query '[appId, password, tenant]' --output tsv)
if [[ "\${#principal[@]}" -ne 3 ]]; then
  echo 'The service principal could not be made.' >&2
  exit 1
fi
object_id="$(az ad sp show --id "\${principal[0]}" --query id --output tsv)"

give_role 'Cost Management Reader' "\${scope}"
give_role "${nameOf(READ_ROLE)}" "\${scope}"
if [[ "\${WITH_REMEDIATION:-}" == yes ]]; then
  give_role "${nameOf(REMEDIATION_ROLE)}" "\${scope}"
fi
if [[ -n "\${EXPORT_CONTAINER_ID:-}" ]]; then
  give_role 'Storage Blob Data Reader' "\${EXPORT_CONTAINER_ID}"
fi

echo 'Paste this into FinOpsMind:'
echo "  Directory (tenant) id:    \${principal[2]}"
echo "  Application (client) id:  \${principal[0]}"
echo "  Client secret:            \${principal[1]}"
echo "  Subscription id:          \${subscription}"
`;
