import { Validations } from 'aws-cdk-lib';
import {
  CfnEIP,
  IpAddresses,
  NatProvider,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { IDependable } from 'constructs';
import { ZONE_LETTERS } from './settings/types';

/**
 * A network with one way out, whose address Binance keys can be bound to.
 *
 * Each zone has a network of its own, with logical ids and CIDRs of its own, since CloudFormation
 * creates before it deletes: a subnet replaced under its old CIDR would fail. The address belongs
 * to none of them. CloudFormation creates the new NAT gateway before it deletes the old one, and
 * EC2 gives no NAT gateway an address that another has (CreateNatGateway, AllocationId): the
 * runbook says how an operator frees it first. Without that, the stack rolls back to the old
 * network, of which nothing has changed by then.
 */
export class FixedEgress extends Construct {
  /** The address, in dotted form. */
  readonly ip: string;
  /** What has to stand before anyone can call out. */
  readonly connectivity: IDependable;
  readonly placement: {
    readonly vpc: IVpc;
    readonly vpcSubnets: SubnetSelection;
    readonly securityGroups: ISecurityGroup[];
  };

  /** @param zone The availability zone; given, so that synthesis asks nobody for it. */
  constructor(scope: Construct, id: string, zone: string) {
    super(scope, id);
    const letter = zone.slice(-1);
    const address = new CfnEIP(this, 'Address', { domain: 'vpc' });
    this.ip = address.ref;
    // Typed by its interface, which declares an optional member other than the class does.
    const vpc = new Vpc(this, letter === 'a' ? 'Vpc' : `Vpc${letter.toUpperCase()}`, {
      ipAddresses: IpAddresses.cidr(`10.0.${ZONE_LETTERS.indexOf(letter)}.0/24`),
      availabilityZones: [zone],
      natGateways: 1,
      natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      ],
      // Nothing uses the default group; emptying it would take a function of its own.
      restrictDefaultSecurityGroup: false,
    }) as IVpc;
    Validations.of(vpc).acknowledge({
      id: 'AwsSolutions-VPC7',
      reason:
        'One function calls out over TLS and nothing listens: its log has every check, and flow logs would cost more than they tell.',
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

  /** What Lambda needs to place a function in the network; none of it knows resources. */
  grantNetworkInterfaces(role: Role): void {
    role.addToPolicy(
      new PolicyStatement({
        sid: 'LambdaPlacesItInTheNetwork',
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
}
