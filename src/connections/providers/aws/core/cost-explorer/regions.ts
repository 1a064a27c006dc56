/**
 * Regions by the code that begins their usage types. Source: “AWS Regions and Availability Zones: AWS Region billing
 * codes”, read 2026-10; EUW1 and CPT are other spellings of services, UG… and CN… are those of the other partitions.
 */
const REGIONS: Record<string, string> = {
  USE1: 'us-east-1',
  USE2: 'us-east-2',
  USW1: 'us-west-1',
  USW2: 'us-west-2',
  CAN1: 'ca-central-1',
  CAN2: 'ca-west-1',
  MXC1: 'mx-central-1',
  AFS1: 'af-south-1',
  CPT: 'af-south-1',
  APE1: 'ap-east-1',
  APE2: 'ap-east-2',
  APN1: 'ap-northeast-1',
  APN2: 'ap-northeast-2',
  APN3: 'ap-northeast-3',
  APS1: 'ap-southeast-1',
  APS2: 'ap-southeast-2',
  APS3: 'ap-south-1',
  APS4: 'ap-southeast-3',
  APS5: 'ap-south-2',
  APS6: 'ap-southeast-4',
  APS7: 'ap-southeast-5',
  APS8: 'ap-southeast-6',
  APS9: 'ap-southeast-7',
  EU: 'eu-west-1',
  EUW1: 'eu-west-1',
  EUW2: 'eu-west-2',
  EUW3: 'eu-west-3',
  EUC1: 'eu-central-1',
  EUC2: 'eu-central-2',
  EUN1: 'eu-north-1',
  EUS1: 'eu-south-1',
  EUS2: 'eu-south-2',
  ILC1: 'il-central-1',
  MES1: 'me-south-1',
  MEC1: 'me-central-1',
  SAE1: 'sa-east-1',
  UGW1: 'us-gov-west-1',
  UGE1: 'us-gov-east-1',
  CNN1: 'cn-north-1',
  CNW1: 'cn-northwest-1',
};

/** The first region has no code in the usage types of services that were there from the start. */
const FIRST_REGION = 'us-east-1';

/** Some services, KMS among them, write the region out; a letter behind it is one of its zones. */
const WRITTEN_OUT = /^([a-z]{2}(?:-[a-z]+)+-\d)[a-z]?-/;
/** Codes of regions and zones end with a digit; Wavelength zones put their own behind that of their region. */
const CODE = /^([A-Z]{2,4}\d)(?:WL\d[A-Z0-9]+)?[-:]/;
/** Older codes have no digit. Two letters other than these are areas of edge locations, such as JP. */
const OLD_CODE = /^(CPT|[A-Z]{2})-/;

/** Services that belong to no region; what their usage types begin with are edge locations, or nothing. */
const WITHOUT_REGION: ReadonlySet<string> = new Set([
  'Amazon CloudFront',
  'Amazon Registrar',
  'Amazon Route 53',
  'AWS Cost Explorer',
  'AWS Global Accelerator',
  'AWS Shield',
  'AWS WAF',
]);

/** The region a usage type of a service is metered in; null when it belongs to none, or begins with an unknown code. */
export function regionOf(usage_type: string, service: string): string | null {
  const written_out = WRITTEN_OUT.exec(usage_type)?.[1];
  if (written_out !== undefined) return written_out;
  if (WITHOUT_REGION.has(service) || service.startsWith('AWS Support') || /^(Global|NoUsageType)/i.test(usage_type))
    return null;
  const code = (CODE.exec(usage_type) ?? OLD_CODE.exec(usage_type))?.[1];
  return code === undefined ? FIRST_REGION : (REGIONS[code] ?? null);
}
