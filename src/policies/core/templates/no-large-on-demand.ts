import { celDouble, celText, celTexts } from './quoting.ts';
import { defineTemplate } from './template.ts';

export const noLargeOnDemand = defineTemplate({
  id: 'no-large-on-demand',
  title: 'Nothing large on demand',
  description:
    'What commitments exist for, and what costs more than an amount at on-demand prices, is covered by one for the most part.',
  subject: 'resource',
  severity: 'medium',
  mode: 'alert',
  parameters: {
    /** What reserved instances, savings plans or reservations can cover: no storage, network or requests. */
    types: {
      title: 'Types of resources',
      default: [
        'AWS::EC2::Instance',
        'AWS::RDS::DBInstance',
        'AWS::ElastiCache::CacheCluster',
        'AWS::Lambda::Function',
        'microsoft.compute/virtualmachines',
        'microsoft.compute/virtualmachinescalesets',
        'microsoft.sql/servers/databases',
        'microsoft.dbforpostgresql/flexibleservers',
        'microsoft.dbformysql/flexibleservers',
        'microsoft.web/serverfarms',
      ],
    },
    amount: { title: 'On demand at most, in 30 days', default: 500 },
    currency: { title: 'Currency', default: 'USD' },
    coverage: { title: 'Or covered by commitments, in percent at least', default: 50 },
  },
  express: ({ types, amount, currency, coverage }) => ({
    applies_when: `resource.type in ${celTexts(types)} &&\nhas(cost.on_demand_monthly_cost) && cost.currency == ${celText(currency)}`,
    must_hold: `cost.on_demand_monthly_cost <= ${celDouble(amount)} ||\ncost.commitment_coverage_percent >= ${celDouble(coverage)}`,
  }),
});
