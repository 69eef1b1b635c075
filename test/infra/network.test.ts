import { OWN_NETWORK, Synthesis } from './synthesis';
import type { Resource } from './synthesis';

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f'];
const ADDRESS = 'EgressAddress5BA57CC7';

const inZone = (letter: string): Synthesis =>
  new Synthesis({ emails: 'ops@example.com', fixedEgress: true, zone: `ap-northeast-1${letter}` });
const before = inZone('a').resources;
const after = inZone('c').resources;

/** What an update from zone a to zone c changes or replaces under the same logical id. */
const changed = Object.entries(after).filter(
  ([id, resource]) => before[id] !== undefined && !same(before[id], resource),
);

function same(one: Resource, other: Resource): boolean {
  return JSON.stringify(one.Properties) === JSON.stringify(other.Properties);
}

function cidrs(resources: Readonly<Record<string, Resource>>): string[] {
  return Object.values(resources).flatMap(({ Properties: { CidrBlock } }) =>
    typeof CidrBlock === 'string' ? CidrBlock : [],
  );
}

test('in another zone the address is the same, and all that others hang on', () => {
  const kept = Object.keys(before).filter((id) => !changed.some(([each]) => each === id));
  expect(kept.filter((id) => after[id] !== undefined)).toEqual(
    expect.arrayContaining([ADDRESS, 'NoticesTopic898AF2CD', 'NoticesTopicopsexamplecom30051125']),
  );
});

test('another zone has a network of its own: only its users change, and nothing that has a CIDR', () => {
  expect(changed.map(([, { Type }]) => Type).sort()).toEqual([
    'AWS::EC2::SecurityGroup',
    'AWS::Lambda::Function',
  ]);
  expect(cidrs(before)).toHaveLength(3);
  expect(cidrs(after).filter((cidr) => cidrs(before).includes(cidr))).toEqual([]);
});

test('each zone has CIDRs of its own', () => {
  const all = LETTERS.flatMap((letter) => cidrs(inZone(letter).resources));
  expect(new Set(all).size).toBe(3 * LETTERS.length);
});

test('the function moves only after the new network has its way out', () => {
  const found = (type: string, id: string): Resource | undefined =>
    Object.entries(after).find(([each, { Type }]) => Type === type && each.startsWith(id))?.[1];
  const [route = '', ...others] = Object.keys(after).filter(
    (id) => after[id]?.Properties['NatGatewayId'] !== undefined,
  );
  expect(others).toEqual([]);
  expect(found('AWS::Lambda::Function', 'Checker')?.DependsOn).toContain(route);
  expect(found('AWS::EC2::NatGateway', 'EgressVpcC')?.Properties).toMatchObject({
    AllocationId: { 'Fn::GetAtt': [ADDRESS, 'AllocationId'] },
  });
});

describe('in a network of your own', () => {
  const synthesis = new Synthesis(OWN_NETWORK);

  test('the function runs in its subnets, and nothing of a network is made', () => {
    expect(synthesis.one('AWS::Lambda::Function')).toHaveProperty('VpcConfig', {
      SubnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
      SecurityGroupIds: ['sg-0a1b2c3d'],
    });
    const types = Object.values(synthesis.resources).map(({ Type }) => Type);
    expect(types.filter((type) => type.startsWith('AWS::EC2::'))).toEqual([]);
    expect(synthesis.template.toJSON()).not.toHaveProperty('Outputs.EgressIp');
  });

  test('the role may do with network interfaces what it may with a fixed address', () => {
    const granted = ({ resources }: Synthesis): unknown =>
      /\{[^{}]*"Sid":"RunInVpc"\}/.exec(JSON.stringify(resources))?.[0];
    expect(granted(synthesis)).toBeDefined();
    expect(granted(synthesis)).toBe(granted(inZone('a')));
  });
});
