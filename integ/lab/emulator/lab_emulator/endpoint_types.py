"""AWS::EC2::VPCEndpoint."""

from __future__ import annotations

from typing import Any

from ministack.services.cloudformation import provisioners

from .endpoint_policy import policy_text
from .interface_endpoints import (
    Endpoint,
    EndpointSettings,
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    interface_endpoint,
)

Props = dict[str, Any]
Created = tuple[str, dict[str, Any]]

_plain_create = provisioners._ec2_vpc_endpoint_create
_plain_update = provisioners._ec2_vpc_endpoint_update


def create(logical_id: str, props: Props, stack_name: str) -> Created:
    # Gateway endpoints are routes, not addresses: the emulator's record of them is enough.
    if not _is_interface(props):
        created: Created = _plain_create(logical_id, props, stack_name)
        return created
    endpoint = create_endpoint(props["VpcId"], props.get("ServiceName", ""), _settings(props))
    provisioners._ec2_apply_tags(endpoint["VpcEndpointId"], props)
    return endpoint["VpcEndpointId"], _attributes(endpoint)


def update(endpoint_id: str, old: Props, new: Props, stack_name: str) -> Created:
    if not _is_interface(new):
        updated: Created = _plain_update(endpoint_id, old, new, stack_name)
        return updated
    endpoint = interface_endpoint(endpoint_id)
    change_endpoint(endpoint, _settings(new))
    provisioners._ec2_apply_tags(endpoint_id, new, old)
    return endpoint_id, _attributes(endpoint)


def delete(endpoint_id: str, props: Props) -> None:
    delete_endpoint(endpoint_id)


def _is_interface(props: Props) -> bool:
    return str(props.get("VpcEndpointType", "Gateway")) == "Interface"


def _settings(props: Props) -> EndpointSettings:
    return EndpointSettings(
        subnet_ids=list(dict.fromkeys(props.get("SubnetIds") or [])),
        group_ids=list(props.get("SecurityGroupIds") or []),
        policy=policy_text(props.get("PolicyDocument")),
        # CloudFormation's default differs from the API's, which is true.
        private_dns=provisioners._cfn_bool(props.get("PrivateDnsEnabled", False)),
    )


def _attributes(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "CreationTimestamp": endpoint["CreationTimestamp"],
        "DnsEntries": [f"{entry['HostedZoneId']}:{entry['DnsName']}" for entry in endpoint["DnsEntries"]],
        "Id": endpoint["VpcEndpointId"],
        "NetworkInterfaceIds": list(endpoint["NetworkInterfaceIds"]),
    }
