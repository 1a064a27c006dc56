/**
 * List prices of what is no virtual machine, in US dollars. A heading tells where the lines below it were read, and when;
 * a line has provider, service, unit and region, then the prices by SKU. What could not be read anywhere is not here.
 */
export const LIST_PRICES = `
# AWS Price List (GetProducts), as ZombieScan lists it (zombiescan/pricing/table.json) | 2026-09-21
aws ebs-volume gib_month us-east-1 gp2=0.1 gp3=0.08 io1=0.125 st1=0.045 sc1=0.015 standard=0.05
aws ebs-volume gib_month us-west-2 gp2=0.1 gp3=0.08 io1=0.125 st1=0.045 sc1=0.015 standard=0.05
aws ebs-volume gib_month eu-west-1 gp2=0.11 gp3=0.088 io1=0.138 st1=0.05 sc1=0.0168 standard=0.055
aws ebs-volume gib_month eu-central-1 gp2=0.119 gp3=0.0952 io1=0.149 st1=0.054 sc1=0.018 standard=0.059
aws ebs-snapshot gib_month us-east-1 standard=0.05
aws ebs-snapshot gib_month us-west-2 standard=0.05
aws ebs-snapshot gib_month eu-west-1 standard=0.05
aws ebs-snapshot gib_month eu-central-1 standard=0.054
aws s3-storage gib_month us-east-1 STANDARD=0.023
aws s3-storage gib_month us-west-2 STANDARD=0.023
aws s3-storage gib_month eu-west-1 STANDARD=0.023
aws s3-storage gib_month eu-central-1 STANDARD=0.0245
aws nat-gateway hour us-east-1 hour=0.045
aws nat-gateway hour us-west-2 hour=0.045
aws nat-gateway hour eu-west-1 hour=0.048
aws nat-gateway hour eu-central-1 hour=0.052
aws vpc-endpoint hour us-east-1 interface=0.01
aws vpc-endpoint hour us-west-2 interface=0.01
aws vpc-endpoint hour eu-west-1 interface=0.011
aws vpc-endpoint hour eu-central-1 interface=0.012
aws logs-storage gib_month us-east-1 standard=0.03
aws logs-storage gib_month us-west-2 standard=0.03
aws logs-storage gib_month eu-west-1 standard=0.03
aws logs-storage gib_month eu-central-1 standard=0.0324
aws dynamodb-capacity capacity_unit_hour us-east-1 read=0.00013 write=0.00065
aws dynamodb-capacity capacity_unit_hour us-west-2 read=0.00013 write=0.00065
aws dynamodb-capacity capacity_unit_hour eu-west-1 read=0.000147 write=0.000735
aws dynamodb-capacity capacity_unit_hour eu-central-1 read=0.0001586 write=0.000793
# Amazon VPC pricing (aws.amazon.com/vpc/pricing), as ZombieScan lists it | 2026-09-21
aws public-ipv4 hour us-east-1 in_use=0.005 idle=0.005
aws public-ipv4 hour us-west-2 in_use=0.005 idle=0.005
aws public-ipv4 hour eu-west-1 in_use=0.005 idle=0.005
aws public-ipv4 hour eu-central-1 in_use=0.005 idle=0.005
# Amazon EBS User Guide, Pricing and billing for archiving snapshots | 2026-11-26
aws ebs-snapshot gib_month us-east-1 archive=0.0125
# Recorded results of Infracost (terraform/aws/testdata: ebs_volume, nat_gateway, s3_bucket, lambda_function) | 2026-11-26
aws ebs-volume gib_month us-east-1 io2=0.125
aws ebs-iops iops_month us-east-1 gp3=0.005 io1=0.065 io2=0.065
aws ebs-throughput mibps_month us-east-1 gp3=0.04
aws nat-gateway gib us-east-1 gib=0.045
aws s3-storage gib_month us-east-1 STANDARD_IA=0.0125 GLACIER=0.0036 DEEP_ARCHIVE=0.00099
aws s3-storage gib_month us-east-1 INTELLIGENT_TIERING_FREQUENT=0.023 INTELLIGENT_TIERING_INFREQUENT=0.0125
aws s3-monitoring thousand_objects_month us-east-1 INTELLIGENT_TIERING=0.0025
aws lambda-duration gib_second us-east-1 x86_64=0.0000166667 arm64=0.0000133334
# Recorded results of Infracost (terraform/aws/testdata: dynamodb_table, with the prices since November 2024) | 2026-11-26
aws dynamodb-request million_requests us-east-1 read=0.125 write=0.625
# Recorded results of Infracost (terraform/aws/testdata: db_instance, rds_cluster_instance) | 2026-11-26
aws rds-instance hour us-east-1 db.t3.large/mysql/single-az=0.136 db.t3.large/mysql/multi-az=0.272
aws rds-instance hour us-east-1 db.t3.large/mariadb/single-az=0.136 db.t3.large/postgres/single-az=0.145
aws rds-instance hour us-east-1 db.m5.large/mysql/single-az=0.171
aws rds-instance hour us-east-1 db.t3.medium/aurora-mysql/single-az=0.082 db.t3.large/aurora-mysql/single-az=0.164
aws rds-instance hour us-east-1 db.t3.large/aurora-postgresql/single-az=0.164
# Recorded results of Infracost (terraform/aws/testdata: elasticache_cluster, elasticache_replication_group) | 2026-11-26
aws elasticache-node hour us-east-1 cache.m4.large/memcached=0.156 cache.m4.large/redis=0.156
aws elasticache-node hour us-east-1 cache.m6g.12xlarge/redis=3.557 cache.r5.4xlarge/redis=1.724
# AWS Price List entries as recorded in public tests (EUC1 and USW2, EBS:VolumeP-IOPS.gp3) | 2026-11-26
aws ebs-iops iops_month us-west-2 gp3=0.005
aws ebs-throughput mibps_month us-west-2 gp3=0.04
aws ebs-iops iops_month eu-central-1 gp3=0.006
aws ebs-throughput mibps_month eu-central-1 gp3=0.0476
# Usage.ai, Glacier and Deep Archive pricing, of the price page of Amazon S3 | 2026-06-05
aws s3-storage gib_month us-east-1 GLACIER_IR=0.004
# Azure Retail Prices API, as ZombieScan lists it (zombiescan-azure/pricing/table.json) | 2026-09-23
azure azure-disk disk_month eastus P1=0.6 P2=1.2 P3=2.4 P4=5.2795 P6=10.207 P10=19.71 P15=38.012142 P20=73.22
azure azure-disk disk_month eastus P30=135.17 P40=259.0457 P50=495.5657 P60=946.08 P70=1802.06 P80=3604.11
azure azure-disk disk_month eastus E1=0.3 E2=0.6 E3=1.2 E4=2.4 E6=4.8 E10=9.6 E15=19.2 E20=38.4
azure azure-disk disk_month eastus E30=76.8 E40=153.6 E50=307.2 E60=614.4 E70=1228.8 E80=2457.6
azure azure-disk disk_month eastus S4=1.536 S6=3.008 S10=5.888 S15=11.328 S20=21.76 S30=40.96 S40=77.824
azure azure-disk disk_month eastus S50=143.36 S60=262.14 S70=491.52 S80=953.55
azure azure-disk disk_month westeurope P1=0.78 P2=1.56 P3=3.12 P4=5.8072 P6=11.2272 P10=21.68 P15=41.811428 P20=80.54
azure azure-disk disk_month westeurope P30=148.68 P40=284.9371 P50=545.0971 P60=1040.64 P70=1982.17 P80=3964.34
azure azure-disk disk_month westeurope E1=0.3 E2=0.6 E3=1.2 E4=2.4 E6=4.8 E10=9.6 E15=19.2 E20=38.4
azure azure-disk disk_month westeurope E30=76.8 E40=153.6 E50=307.2 E60=614.4 E70=1228.8 E80=2457.6
azure azure-disk disk_month westeurope S4=1.536 S6=3.008 S10=5.888 S15=11.328 S20=21.76 S30=40.96 S40=81.92
azure azure-disk disk_month westeurope S50=163.84 S60=327.68 S70=655.36 S80=1310.72
azure azure-snapshot gib_month eastus Standard_LRS=0.05
azure azure-snapshot gib_month westeurope Standard_LRS=0.05
# Azure Retail Prices API, an answer printed in public documentation (meter E80 LRS Disk Operations, since 2018-11-01) | 2026-11-26
azure azure-disk-operations ten_thousand_operations eastus StandardSSD_LRS=0.002
azure azure-storage gib_month eastus hot/Standard_LRS=0.0208
azure azure-storage gib_month westeurope hot/Standard_LRS=0.0196
# Azure Retail Prices API, General Block Blob v2, as recorded in September 2026 | 2026-09-01
azure azure-storage gib_month eastus cool/Standard_LRS=0.0152 archive/Standard_LRS=0.00099
`;
