import { signingNetwork } from './authorization-templates';
import { Template } from './plain-templates';

type Resources = Record<string, { Properties: Record<string, unknown> }>;

/**
 * A VPC with an endpoint of each name besides the first one, and in each of its two subnets an instance and a function.
 *
 * Who is behind which endpoint is up to the caller: all are called by their own names. So a caller and its nearest neighbour can be the
 * same machine, and the endpoint the only difference. Plain CloudFormation, since consumers need nothing of ours.
 */
export function callersNetwork(cidr: string, endpoints: readonly string[]): Template {
  const { Resources: resources, Outputs } = signingNetwork(cidr) as { Resources: Resources; Outputs: object };
  const { Endpoint, App, Instance } = resources;
  const inSubnet = (index: number) => ({ Ref: `Subnet${index}` });
  const names = ['Endpoint', ...endpoints];
  // Only one endpoint of a VPC can have private DNS, and that one would take the names of all APIs to itself.
  const endpoint = { ...Endpoint, Properties: { ...Endpoint.Properties, SubnetIds: [inSubnet(0)], PrivateDnsEnabled: false } };
  const caller = (index: number) => ({
    ...App, Properties: { ...App.Properties, VpcConfig: { ...App.Properties.VpcConfig as object, SubnetIds: [inSubnet(index)] } },
  });
  const instance = (index: number) => ({ ...Instance, Properties: { ...Instance.Properties, SubnetId: inSubnet(index) } });
  return {
    Resources: {
      ...resources,
      ...Object.fromEntries(names.map((name) => [name, endpoint])),
      App: caller(0),
      Neighbour: caller(1),
      Instance: instance(0),
      NextInstance: instance(1),
    },
    Outputs: {
      ...Outputs,
      ...Object.fromEntries(['Neighbour', 'NextInstance', ...names].map((name) => [name, { Value: { Ref: name } }])),
      ...Object.fromEntries(names.map((name) => [`${name}Host`, { Value: hostNameOf(name) }])),
    },
  };
}

/** The regional name of an endpoint: the first entry is `{hosted zone}:{name}`. */
function hostNameOf(endpoint: string): object {
  return { 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::Select': [0, { 'Fn::GetAtt': [endpoint, 'DnsEntries'] }] }] }] };
}
