import type { ServiceCategory } from '../focus-values.ts';
import { azureCostDetailsFormat } from './azure-cost-details.ts';
import type { BillingFormat, SourceColumn } from './format.ts';

const column = (name: string, type: SourceColumn['type'], header: string): SourceColumn => ({
  name,
  type,
  headers: [header.toLowerCase()],
});

/**
 * FOCUS service categories of the services that Azure bills most, by the name that Cost Management gives them; every other
 * is Other. The categories are those that Microsoft's own FOCUS mapping gives the resource types behind them (FinOps
 * toolkit, open data, Services).
 */
const SERVICES: Partial<Record<ServiceCategory, readonly string[]>> = {
  'AI and Machine Learning': [
    'Azure Machine Learning',
    'Azure OpenAI',
    'Cognitive Services',
    'Azure Bot Service',
    'Azure Cognitive Search',
    'Foundry Models',
    'Foundry Tools',
  ],
  Analytics: [
    'Azure Analysis Services',
    'Azure Data Explorer',
    'Azure Databricks',
    'Azure Synapse Analytics',
    'Event Hubs',
    'HDInsight',
    'Microsoft Fabric',
    'Power BI Embedded',
    'Stream Analytics',
  ],
  Compute: [
    'Azure Container Apps',
    'Azure Kubernetes Service',
    'Azure Spring Cloud',
    'Azure VMware Solution',
    'Batch',
    'Cloud Services',
    'Container Instances',
    'Container Registry',
    'Functions',
    'Virtual Machines',
    'Virtual Machines Licenses',
    'Windows Virtual Desktop',
  ],
  Databases: [
    'Azure Cosmos DB',
    'Azure Database for MariaDB',
    'Azure Database for MySQL',
    'Azure Database for PostgreSQL',
    'Redis Cache',
    'SQL Database',
    'SQL Managed Instance',
    'SQL Data Warehouse',
  ],
  'Developer Tools': ['Azure DevOps', 'GitHub', 'Visual Studio Subscription', 'Azure DevTest Labs'],
  Identity: ['Azure Active Directory', 'Microsoft Entra ID', 'Azure Active Directory B2C'],
  Integration: [
    'API Management',
    'Automation',
    'Azure Data Factory',
    'Azure Data Factory v2',
    'Event Grid',
    'Logic Apps',
    'Notification Hubs',
    'Service Bus',
  ],
  'Internet of Things': ['IoT Hub', 'IoT Central'],
  'Management and Governance': [
    'Azure Arc Enabled Databases',
    'Azure Monitor',
    'Insight and Analytics',
    'Log Analytics',
  ],
  Networking: [
    'Application Gateway',
    'Azure Bastion',
    'Azure DNS',
    'Azure Firewall',
    'Azure Front Door Service',
    'Bandwidth',
    'Content Delivery Network',
    'ExpressRoute',
    'Load Balancer',
    'NAT Gateway',
    'Network Watcher',
    'Traffic Manager',
    'Virtual Network',
    'Virtual WAN',
    'VPN Gateway',
  ],
  Security: [
    'Advanced Threat Protection',
    'Azure DDOS Protection',
    'Key Vault',
    'Microsoft Defender for Cloud',
    'Sentinel',
  ],
  Storage: ['Azure Data Lake Storage', 'Azure NetApp Files', 'Azure Site Recovery', 'Backup', 'Data Box', 'Storage'],
  Web: ['Azure App Service', 'SignalR', 'Static Web Apps'],
};

const BY_NAME = Object.entries(SERVICES)
  .map(
    ([category, names]) => `WHEN service_name IN (${names.map((name) => `'${name}'`).join(', ')}) THEN '${category}'`,
  )
  .join(' ');

/**
 * Azure costs with what is billed and what is effective in one row, as connections write them: sums of Cost Management's
 * query API, and exports of actual and of amortized costs put together. The other columns are those of cost details.
 * Sums by the query API state no quantities, so what they would have cost at list or negotiated prices is unknown.
 */
export const azureCostQueryFormat: BillingFormat = {
  id: 'azure-cost-query',
  title: () => 'Azure Cost Management',
  columns: [
    ...azureCostDetailsFormat.columns,
    column('amortized_cost', 'decimal', 'AmortizedCost'),
    column('service_name', 'string', 'ServiceName'),
  ],
  signatures: [['cost', 'amortized_cost', 'date']],
  required: [...azureCostDetailsFormat.required, { any_of: ['amortized_cost'], header: 'AmortizedCost' }],
  notes: ({ names }) =>
    names.has('quantity')
      ? []
      : ['These are daily sums: quantities, list costs and the costs of single resources are in exports only'],
  focus: ({ names }) => {
    const details = azureCostDetailsFormat.focus({ names, variant: 'actual' });
    const is_detailed = names.has('quantity');
    return {
      ...details,
      billed_cost: 'cost',
      effective_cost: 'amortized_cost',
      list_cost: is_detailed ? details.list_cost : 'NULL',
      contracted_cost: is_detailed ? details.contracted_cost : 'NULL',
      service_category: names.has('service_family') ? details.service_category : `CASE ${BY_NAME} ELSE 'Other' END`,
      service_name: 'coalesce(service_name, meter_category)',
    };
  },
};
