/** What types of resources are called; the rest is read out of the cloud's own name. */
const TITLES: Record<string, string> = {
  'AWS::AutoScaling::AutoScalingGroup': 'Auto Scaling group',
  'AWS::DynamoDB::Table': 'DynamoDB table',
  'AWS::EC2::EIP': 'Elastic IP',
  'AWS::EC2::Image': 'Machine image (AMI)',
  'AWS::EC2::Instance': 'EC2 instance',
  'AWS::EC2::NatGateway': 'NAT gateway',
  'AWS::EC2::Snapshot': 'EBS snapshot',
  'AWS::EC2::Volume': 'EBS volume',
  'AWS::EC2::VPCEndpoint': 'VPC endpoint',
  'AWS::ECR::Repository': 'ECR repository',
  'AWS::ECS::Service': 'ECS service',
  'AWS::EKS::Cluster': 'EKS cluster',
  'AWS::EKS::Nodegroup': 'EKS node group',
  'AWS::ElastiCache::CacheCluster': 'ElastiCache node',
  'AWS::ElasticLoadBalancing::LoadBalancer': 'Load balancer (classic)',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Load balancer',
  'AWS::Lambda::Function': 'Lambda function',
  'AWS::Logs::LogGroup': 'CloudWatch log group',
  'AWS::RDS::DBCluster': 'RDS cluster',
  'AWS::RDS::DBInstance': 'RDS instance',
  'AWS::S3::Bucket': 'S3 bucket',
  'microsoft.compute/disks': 'Managed disk',
  'microsoft.compute/snapshots': 'Disk snapshot',
  'microsoft.compute/virtualmachines': 'Virtual machine',
  'microsoft.compute/virtualmachinescalesets': 'VM scale set',
  'microsoft.containerservice/managedclusters': 'AKS cluster',
  'microsoft.dbformysql/flexibleservers': 'MySQL server',
  'microsoft.dbforpostgresql/flexibleservers': 'PostgreSQL server',
  'microsoft.network/applicationgateways': 'Application gateway',
  'microsoft.network/loadbalancers': 'Load balancer (Azure)',
  'microsoft.network/natgateways': 'NAT gateway (Azure)',
  'microsoft.network/networkinterfaces': 'Network interface',
  'microsoft.network/publicipaddresses': 'Public IP address',
  'microsoft.sql/servers/databases': 'SQL database',
  'microsoft.sql/servers/elasticpools': 'SQL elastic pool',
  'microsoft.storage/storageaccounts': 'Storage account',
  'microsoft.web/serverfarms': 'App Service plan',
};

/** Whose kind a resource is: the sample company has resources of both clouds. */
export function cloudOf({ resource_type, provider_type }: { resource_type: string; provider_type: string }): string {
  if (resource_type.startsWith('AWS::')) return 'aws';
  return resource_type.startsWith('microsoft.') ? 'azure' : provider_type;
}

/** `NatGateway` is `nat gateway`; what stands in capitals stays so. */
const wordsOf = (name: string): string =>
  name
    .replaceAll(/([a-z\d])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$& ')
    .replaceAll(/[A-Z][a-z]+/g, (word) => word.toLowerCase());

/** A type of resource as people call it: `EC2 instance`, `Virtual machine`. */
export function typeTitle(type: string): string {
  if (Object.hasOwn(TITLES, type)) return TITLES[type] ?? type;
  const [cloud, service, ...kind] = type.split('::');
  if (cloud === 'AWS' && service !== undefined && kind.length > 0) return `${service} ${wordsOf(kind.join(' '))}`;
  const last = type.split('/').slice(1).join(' ');
  return last === '' ? type : last.charAt(0).toUpperCase() + last.slice(1);
}

/** What a resource is called where its cloud gives it no name: the last part of its id. */
export const nameOf = ({ name, resource_id }: { name: string | null; resource_id: string }): string =>
  name || (resource_id.split(/[/:]/).at(-1) ?? resource_id);
