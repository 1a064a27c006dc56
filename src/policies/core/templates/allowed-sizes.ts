import { celTexts } from './quoting.ts';
import { defineTemplate } from './template.ts';

export const allowedSizes = defineTemplate({
  id: 'allowed-sizes',
  title: 'Allowed sizes of machines',
  description: 'Instances and virtual machines are of the sizes, or families of sizes, that were agreed on.',
  subject: 'resource',
  severity: 'medium',
  mode: 'alert',
  parameters: {
    sizes: { title: 'Sizes, or how they begin', default: ['t3.', 't4g.', 'm6i.', 'm7g.', 'Standard_B', 'Standard_D'] },
  },
  express: ({ sizes }) => ({
    applies_when: 'resource.type in ["AWS::EC2::Instance", "microsoft.compute/virtualmachines"] && has(resource.size)',
    must_hold: `${celTexts(sizes)}.exists(size, resource.size.startsWith(size))`,
  }),
});
