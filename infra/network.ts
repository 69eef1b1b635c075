import { Validations } from 'aws-cdk-lib';
import {
  CfnEIP,
  IpAddresses,
  NatProvider,
  Peer,
  Port,
  SecurityGroup,
  Subnet,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { IDependable } from 'constructs';
import type { NetworkSettings } from './settings/settings';
import { ZONE_LETTERS } from './settings/types';

/** Where the function runs in a VPC. */
export interface Network {
  readonly placement: {
    readonly vpc: IVpc;
    readonly vpcSubnets: SubnetSelection;
    readonly securityGroups: ISecurityGroup[];
  };
  /** What has to be created before the function can connect to anything. */
  readonly connectivity: IDependable | undefined;
}

/** A VPC that the operator already has. Nothing is looked up in it, and nothing is changed. */
export class OwnNetwork extends Construct implements Network {
  readonly placement: Network['placement'];
  readonly connectivity = undefined;

  constructor(scope: Construct, id: string, settings: NetworkSettings) {
    super(scope, id);
    const { vpcId, subnetIds, securityGroupIds } = settings;
    this.placement = {
      // CDK wants one, which is only used to select subnets by.
      vpc: Vpc.fromVpcAttributes(this, 'Vpc', { vpcId, availabilityZones: ['none'] }),
      // Nothing reads the route table either; without one CDK would warn of that.
      vpcSubnets: {
        subnets: subnetIds.map((subnetId) =>
          Subnet.fromSubnetAttributes(this, subnetId, { subnetId, routeTableId: 'none' }),
        ),
      },
      securityGroups: securityGroupIds.map((each) =>
        SecurityGroup.fromSecurityGroupId(this, each, each, { mutable: false }),
      ),
    };
  }
}

/**
 * A VPC whose only way out has a fixed address, to which Binance keys can be restricted.
 *
 * Each zone has a VPC of its own, with its own logical ids and CIDR, because CloudFormation creates
 * new resources before it deletes old ones: a subnet that is replaced under the same CIDR fails.
 * The address is outside these VPCs and stays when the zone changes. Two NAT gateways cannot have
 * the same address (EC2 API Reference, CreateNatGateway, AllocationId), so an operator has to delete
 * the old one first, as the runbook says. Otherwise the stack rolls back to the old VPC, which has
 * not changed by then.
 */
export class FixedEgress extends Construct implements Network {
  /** The address, in dotted form. */
  readonly ip: string;
  readonly connectivity: IDependable;
  readonly placement: Network['placement'];

  /** @param zone The availability zone, given so that synthesis does not have to look it up. */
  constructor(scope: Construct, id: string, zone: string) {
    super(scope, id);
    const letter = zone.slice(-1);
    const address = new CfnEIP(this, 'Address', { domain: 'vpc' });
    this.ip = address.ref;
    // Typed as IVpc, since the class declares an optional member differently.
    const vpc = new Vpc(this, letter === 'a' ? 'Vpc' : `Vpc${letter.toUpperCase()}`, {
      ipAddresses: IpAddresses.cidr(`10.0.${ZONE_LETTERS.indexOf(letter)}.0/24`),
      availabilityZones: [zone],
      natGateways: 1,
      natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      ],
      // Nothing uses the default security group, and CDK would empty it by a custom resource.
      restrictDefaultSecurityGroup: false,
    }) as IVpc;
    Validations.of(vpc).acknowledge({
      id: 'AwsSolutions-VPC7',
      reason:
        'One function connects to the outside over TLS and nothing accepts connections. Its log has every check, so flow logs would cost money and add little.',
    });
    const outward = new SecurityGroup(this, 'Outward', {
      vpc,
      description: 'HTTPS to Binance and AWS, and nothing else',
      allowAllOutbound: false,
    });
    outward.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'HTTPS');
    this.connectivity = vpc.internetConnectivityEstablished;
    this.placement = {
      vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [outward],
    };
  }
}

/** What Lambda needs to run a function in a VPC; none of it has resource-level permissions. */
export function grantNetworkInterfaces(role: Role): void {
  role.addToPolicy(
    new PolicyStatement({
      sid: 'RunInVpc',
      actions: [
        'ec2:AssignPrivateIpAddresses',
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:UnassignPrivateIpAddresses',
      ],
      resources: ['*'],
    }),
  );
}
