import { Template } from './plain-templates';

/** Plain templates for the addressing table: networks of account A that meet one another, and the zone of an API in one of them. */

const AT = (index: number) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] });
const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':', { 'Fn::Select': [0, { 'Fn::GetAtt': ['Endpoint', 'DnsEntries'] }] }] }] });

const NODE = `
const https = require('node:https');
exports.handler = ({ url, headers }) => new Promise((resolve) => {
  const request = https.request(url, { headers, timeout: 3000 }, (response) => { response.resume(); resolve({ status: response.statusCode }); });
  request.once('timeout', () => request.destroy(new Error('timeout')));
  request.once('error', (error) => resolve({ error: error.code || error.message }));
  request.end();
});`;

const PYTHON = `
import socket, urllib.error, urllib.request

def handler(event, context):
    try:
        with urllib.request.urlopen(urllib.request.Request(event["url"], headers=event["headers"]), timeout=3) as response:
            return {"status": response.status}
    except urllib.error.HTTPError as error:
        return {"status": error.code}
    except urllib.error.URLError as error:
        return {"error": "ENOTFOUND" if isinstance(error.reason, socket.gaierror) else str(error.reason)}
`;

const ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
  },
};

function lambda(Runtime: string, ZipFile: string): object {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Runtime,
      Handler: 'index.handler',
      Timeout: 10,
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Code: { ZipFile },
      VpcConfig: { SubnetIds: [{ Ref: 'Subnet0' }], SecurityGroupIds: [{ Ref: 'AppGroup' }] },
    },
  };
}

function rules(protocol: 'tcp' | 'udp', port: number, source: object): object {
  return { IpProtocol: protocol, FromPort: port, ToPort: port, ...source };
}

/** A VPC with two subnets and a route table, and an instance in the first subnet. */
function vpcWithInstance(cidr: string, label: string): Record<string, unknown> {
  const [first, second] = cidr.split('.');
  const subnet = (index: number) => ({
    [`Subnet${index}`]: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: `${first}.${second}.${index}.0/24`, AvailabilityZone: AT(index) } },
    [`Association${index}`]: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: { Ref: `Subnet${index}` }, RouteTableId: { Ref: 'Routes' } } },
  });
  return {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: cidr, EnableDnsSupport: true, EnableDnsHostnames: true } },
    Routes: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' } } },
    ...subnet(0),
    ...subnet(1),
    AppGroup: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'App', VpcId: { Ref: 'Vpc' } } },
    Instance: {
      Type: 'AWS::EC2::Instance',
      Properties: { ImageId: 'ami-00000000000000000', SubnetId: { Ref: 'Subnet0' }, SecurityGroupIds: [{ Ref: 'AppGroup' }], Tags: [{ Key: 'Name', Value: label }] },
    },
  };
}

const VPC_OUTPUTS = { Vpc: { Value: { Ref: 'Vpc' } }, Routes: { Value: { Ref: 'Routes' } } };

/** A VPC without an endpoint, to peer with one that has one. */
export function spoke(cidr: string, label: string): Template {
  return { Resources: vpcWithInstance(cidr, label), Outputs: VPC_OUTPUTS };
}

export interface HubOptions {
  readonly cidr: string;
  readonly privateDns: boolean;
  /** The `Name` of its instance. */
  readonly label: string;
  /** Ranges outside of the VPC that may call its endpoint. */
  readonly peeredCidr: string;
  readonly onPremisesCidr: string;
}

/** A VPC with an endpoint, an inbound resolver, and a caller of each kind. */
export function hub({ cidr, privateDns, label, peeredCidr, onPremisesCidr }: HubOptions): Template {
  return {
    Resources: {
      ...vpcWithInstance(cidr, label),
      OnPremises: { Type: 'AWS::EC2::PrefixList', Properties: { PrefixListName: 'on-premises', AddressFamily: 'IPv4', MaxEntries: 2, Entries: [{ Cidr: onPremisesCidr }] } },
      EndpointGroup: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: {
          GroupDescription: 'Endpoint',
          VpcId: { Ref: 'Vpc' },
          SecurityGroupIngress: [
            rules('tcp', 443, { SourceSecurityGroupId: { Ref: 'AppGroup' } }),
            rules('tcp', 443, { SourcePrefixListId: { Ref: 'OnPremises' } }),
            rules('tcp', 443, { CidrIp: peeredCidr }),
          ],
        },
      },
      Endpoint: {
        Type: 'AWS::EC2::VPCEndpoint',
        Properties: {
          VpcEndpointType: 'Interface',
          ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.execute-api' },
          VpcId: { Ref: 'Vpc' },
          SubnetIds: [{ Ref: 'Subnet0' }, { Ref: 'Subnet1' }],
          SecurityGroupIds: [{ Ref: 'EndpointGroup' }],
          PrivateDnsEnabled: privateDns,
        },
      },
      ResolverGroup: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: {
          GroupDescription: 'Resolver',
          VpcId: { Ref: 'Vpc' },
          SecurityGroupIngress: [rules('tcp', 53, { CidrIp: onPremisesCidr }), rules('udp', 53, { CidrIp: onPremisesCidr })],
        },
      },
      Resolver: {
        Type: 'AWS::Route53Resolver::ResolverEndpoint',
        Properties: { Direction: 'INBOUND', IpAddresses: [{ SubnetId: { Ref: 'Subnet0' } }, { SubnetId: { Ref: 'Subnet1' } }], SecurityGroupIds: [{ Ref: 'ResolverGroup' }] },
      },
      Role: ROLE,
      Node: lambda('nodejs22.x', NODE),
      Python: lambda('python3.13', PYTHON),
    },
    Outputs: {
      ...VPC_OUTPUTS,
      Endpoint: { Value: { Ref: 'Endpoint' } },
      ZoneId: { Value: part(0) },
      Name: { Value: part(1) },
      Node: { Value: { Ref: 'Node' } },
      Python: { Value: { Ref: 'Python' } },
    },
  };
}

export interface Side {
  readonly vpc: string;
  readonly routes: string;
  readonly cidr: string;
}

/** A peering with the routes in both VPCs. */
export function peering(one: Side, other: Side): Template {
  const route = (from: Side, to: Side) => ({
    Type: 'AWS::EC2::Route',
    Properties: { RouteTableId: from.routes, DestinationCidrBlock: to.cidr, VpcPeeringConnectionId: { Ref: 'Peering' } },
  });
  return {
    Resources: {
      Peering: { Type: 'AWS::EC2::VPCPeeringConnection', Properties: { VpcId: one.vpc, PeerVpcId: other.vpc } },
      There: route(one, other),
      Back: route(other, one),
    },
    Outputs: { Peering: { Value: { Ref: 'Peering' } } },
  };
}

/** A private hosted zone for one name, which is an alias of an endpoint. */
export function zoneFor(name: string, endpoint: { ZoneId: string; Name: string }, vpcIds: string[]): Template {
  return {
    Resources: {
      Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: name, VPCs: vpcIds.map((VPCId) => ({ VPCId, VPCRegion: { Ref: 'AWS::Region' } })) } },
      Record: {
        Type: 'AWS::Route53::RecordSet',
        Properties: { HostedZoneId: { Ref: 'Zone' }, Name: name, Type: 'A', AliasTarget: { HostedZoneId: endpoint.ZoneId, DNSName: endpoint.Name } },
      },
    },
  };
}
