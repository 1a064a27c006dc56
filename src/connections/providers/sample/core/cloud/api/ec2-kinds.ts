/** The inventory's names of what EC2 has. */
export const INSTANCE = 'AWS::EC2::Instance';
export const VOLUME = 'AWS::EC2::Volume';
export const SNAPSHOT = 'AWS::EC2::Snapshot';
export const IMAGE = 'AWS::EC2::Image';
export const ADDRESS = 'AWS::EC2::EIP';
export const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
