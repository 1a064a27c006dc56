import { celTexts } from './quoting.ts';
import { defineTemplate } from './template.ts';

export const allowedTargetSizes = defineTemplate({
  id: 'allowed-target-sizes',
  title: 'Changes to allowed sizes only',
  description:
    'No change that goes through the product, nor generated code, makes something a size that was not agreed on.',
  subject: 'remediation',
  severity: 'high',
  mode: 'block',
  parameters: {
    sizes: { title: 'Sizes, or how they begin', default: ['t3.', 't4g.', 'm6i.', 'm7g.', 'db.', 'Standard_'] },
  },
  express: ({ sizes }) => ({
    applies_when: 'has(remediation.target_size)',
    must_hold: `${celTexts(sizes)}.exists(size, remediation.target_size.startsWith(size))`,
  }),
});
