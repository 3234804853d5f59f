"""CreateVpcEndpoint, ModifyVpcEndpoint, DeleteVpcEndpoints and DescribeVpcEndpoints."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from ministack.services import ec2

from .endpoint_policy import policy_text
from .interface_endpoints import (
    Endpoint,
    EndpointSettings,
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    interface_endpoint,
)
from .refusal import Response

Params = dict[str, Any]

# What DescribeVpcEndpoints answers for an endpoint that was given no policy.
_FULL_ACCESS = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}'

_plain_create = ec2._create_vpc_endpoint
_plain_modify = ec2._modify_vpc_endpoint


def create(params: Params) -> Response:
    if ec2._p(params, "VpcEndpointType", "Gateway") != "Interface":
        created: Response = _plain_create(params)
        return created
    settings = EndpointSettings(
        subnet_ids=list(dict.fromkeys(_listed(params, "SubnetId"))),
        group_ids=_listed(params, "SecurityGroupId"),
        policy=ec2._p(params, "PolicyDocument") or None,
        # "Default: true"; https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
        private_dns=ec2._p(params, "PrivateDnsEnabled", "true").lower() == "true",
    )
    endpoint = create_endpoint(ec2._p(params, "VpcId"), ec2._p(params, "ServiceName"), settings)
    ec2._parse_tag_specs(params, "vpc-endpoint", endpoint["VpcEndpointId"])
    return ec2._xml(200, "CreateVpcEndpointResponse", endpoint_xml(endpoint, "vpcEndpoint"))


def modify(params: Params) -> Response:
    endpoint = interface_endpoint(ec2._p(params, "VpcEndpointId"))
    if endpoint["VpcEndpointType"] != "Interface":
        modified: Response = _plain_modify(params)
        return modified
    policy = ec2._p(params, "PolicyDocument") or endpoint["PolicyDocument"]
    private_dns = ec2._p(params, "PrivateDnsEnabled")
    change_endpoint(
        endpoint,
        EndpointSettings(
            subnet_ids=_changed(params, "SubnetId", endpoint["SubnetIds"]),
            group_ids=_changed(params, "SecurityGroupId", endpoint["SecurityGroupIds"]),
            policy=None if ec2._p(params, "ResetPolicy").lower() == "true" else policy,
            private_dns=private_dns.lower() == "true" if private_dns else endpoint["PrivateDnsEnabled"],
        ),
    )
    return ec2._xml(200, "ModifyVpcEndpointResponse", "<return>true</return>")


def delete(params: Params) -> Response:
    missing = ""
    for endpoint_id in _listed(params, "VpcEndpointId"):
        if endpoint_id in ec2._vpc_endpoints:
            delete_endpoint(endpoint_id)
        else:
            missing += (
                f"<item><resourceId>{escape(endpoint_id)}</resourceId><error><code>InvalidVpcEndpoint.NotFound</code>"
                f"<message>The Vpc Endpoint Id '{escape(endpoint_id)}' does not exist</message></error></item>"
            )
    return ec2._xml(200, "DeleteVpcEndpointsResponse", f"<unsuccessful>{missing}</unsuccessful>")


def describe(params: Params) -> Response:
    ids = _listed(params, "VpcEndpointId")
    found = [interface_endpoint(endpoint_id) for endpoint_id in ids] if ids else ec2._vpc_endpoints.values()
    filters = ec2._parse_filters(params)
    items = "".join(endpoint_xml(endpoint) for endpoint in found if _matches(endpoint, filters))
    return ec2._xml(200, "DescribeVpcEndpointsResponse", f"<vpcEndpointSet>{items}</vpcEndpointSet>")


def _matches(endpoint: Endpoint, filters: dict[str, list[str]]) -> bool:
    fields = {
        "vpc-id": "VpcId",
        "service-name": "ServiceName",
        "vpc-endpoint-id": "VpcEndpointId",
        "vpc-endpoint-type": "VpcEndpointType",
        "vpc-endpoint-state": "State",
    }
    if not ec2._resource_matches_tag_filters(endpoint["VpcEndpointId"], filters):
        return False
    return all(
        any(ec2._glob_match(wanted, endpoint[fields[name]]) for wanted in values)
        for name, values in filters.items()
        if name in fields
    )


def endpoint_xml(endpoint: Endpoint, tag: str = "item") -> str:
    groups = "".join(
        f"<item><groupId>{gid}</groupId><groupName>{escape(_group_name(gid))}</groupName></item>"
        for gid in endpoint.get("SecurityGroupIds", [])
    )
    names = "".join(
        f"<item><dnsName>{entry['DnsName']}</dnsName><hostedZoneId>{entry['HostedZoneId']}</hostedZoneId></item>"
        for entry in endpoint.get("DnsEntries", [])
    )
    return (
        f"<{tag}><vpcEndpointId>{endpoint['VpcEndpointId']}</vpcEndpointId>"
        f"<vpcEndpointType>{endpoint['VpcEndpointType']}</vpcEndpointType><vpcId>{endpoint['VpcId']}</vpcId>"
        f"<serviceName>{escape(endpoint['ServiceName'])}</serviceName><state>{endpoint['State']}</state>"
        f"<policyDocument>{escape(_shown_policy(endpoint))}</policyDocument>"
        f"<routeTableIdSet>{_items(endpoint.get('RouteTableIds', []))}</routeTableIdSet>"
        f"<subnetIdSet>{_items(endpoint.get('SubnetIds', []))}</subnetIdSet><groupSet>{groups}</groupSet>"
        "<ipAddressType>ipv4</ipAddressType>"
        f"<privateDnsEnabled>{str(bool(endpoint.get('PrivateDnsEnabled'))).lower()}</privateDnsEnabled>"
        "<requesterManaged>false</requesterManaged>"
        f"<networkInterfaceIdSet>{_items(endpoint.get('NetworkInterfaceIds', []))}</networkInterfaceIdSet>"
        f"<dnsEntrySet>{names}</dnsEntrySet>{_created(endpoint)}<ownerId>{endpoint['OwnerId']}</ownerId>"
        f"{ec2._tag_set_xml(endpoint['VpcEndpointId'])}</{tag}>"
    )


def _shown_policy(endpoint: Endpoint) -> str:
    return policy_text(endpoint.get("PolicyDocument")) or _FULL_ACCESS


def _created(endpoint: Endpoint) -> str:
    stamp = endpoint.get("CreationTimestamp")
    return f"<creationTimestamp>{stamp}</creationTimestamp>" if stamp else ""


def _group_name(group_id: str) -> str:
    return str(ec2._security_groups.get(group_id, {}).get("GroupName", ""))


def _items(values: list[str]) -> str:
    return "".join(f"<item>{value}</item>" for value in values)


def _listed(params: Params, name: str) -> list[str]:
    values: list[str] = ec2._parse_member_list(params, name)
    return values


def _changed(params: Params, name: str, present: list[str]) -> list[str]:
    gone = _listed(params, f"Remove{name}")
    return list(dict.fromkeys([v for v in present if v not in gone] + _listed(params, f"Add{name}")))
