"""Interface endpoints: what exists after one is created, changed or deleted."""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass
from typing import Any

from ministack.core.responses import get_account_id, now_iso
from ministack.services import ec2

from .endpoint_names import dns_entries
from .endpoint_refusals import check_one_subnet_per_zone, check_policy, check_private_dns, check_service
from .network_interfaces import add_interface, pick_address, remove_interface, set_groups
from .refusal import ec2_refusal
from .vpc_membership import check_subnets_in, groups_or_default, vpc_record

Endpoint = dict[str, Any]


@dataclass(frozen=True)
class EndpointSettings:
    """What can change during an endpoint's life."""

    subnet_ids: list[str]
    group_ids: list[str]
    policy: str | None
    private_dns: bool


def create_endpoint(vpc_id: str, service_name: str, settings: EndpointSettings) -> Endpoint:
    vpc_record(vpc_id)
    check_service(service_name)
    group_ids = _checked_groups(vpc_id, service_name, settings, None)
    endpoint: Endpoint = {
        "VpcEndpointId": f"vpce-{secrets.token_hex(9)[:17]}",
        "VpcEndpointType": "Interface",
        "VpcId": vpc_id,
        "ServiceName": service_name,
        "State": "available",
        "RouteTableIds": [],
        "SubnetIds": [],
        "SecurityGroupIds": [],
        "NetworkInterfaceIds": [],
        "OwnerId": get_account_id(),
        "CreationTimestamp": now_iso(),
        # AWS draws this at random: nobody can predict the endpoint's name from its id.
        "DnsSuffix": "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(8)),
    }
    ec2._vpc_endpoints[endpoint["VpcEndpointId"]] = endpoint
    _apply(endpoint, settings, group_ids)
    return endpoint


def change_endpoint(endpoint: Endpoint, settings: EndpointSettings) -> None:
    group_ids = _checked_groups(endpoint["VpcId"], endpoint["ServiceName"], settings, endpoint["VpcEndpointId"])
    _apply(endpoint, settings, group_ids)


def delete_endpoint(endpoint_id: str) -> None:
    endpoint = ec2._vpc_endpoints.pop(endpoint_id, None)
    ec2._tags.pop(endpoint_id, None)
    for eni_id in (endpoint or {}).get("NetworkInterfaceIds", []):
        remove_interface(eni_id)


def interface_endpoint(endpoint_id: str) -> Endpoint:
    endpoint = ec2._vpc_endpoints.get(endpoint_id)
    if endpoint is None:
        raise ec2_refusal("InvalidVpcEndpointId.NotFound", f"The Vpc Endpoint Id '{endpoint_id}' does not exist")
    return endpoint


def _checked_groups(
    vpc_id: str, service_name: str, settings: EndpointSettings, own_id: str | None
) -> list[str]:
    """Everything that can be refused, before anything is changed; returns the groups the endpoint will have."""
    check_subnets_in(settings.subnet_ids, vpc_id)
    check_one_subnet_per_zone(settings.subnet_ids)
    check_policy(settings.policy)
    if settings.private_dns:
        check_private_dns(vpc_id, service_name, own_id)
    present = {eni["SubnetId"] for eni in _interfaces_of(own_id)}
    for subnet_id in settings.subnet_ids:
        if subnet_id not in present:
            pick_address(subnet_id)
    return groups_or_default(settings.group_ids, vpc_id)


def _apply(endpoint: Endpoint, settings: EndpointSettings, group_ids: list[str]) -> None:
    by_subnet = {eni["SubnetId"]: eni for eni in _interfaces_of(endpoint["VpcEndpointId"])}
    for subnet_id, eni in by_subnet.items():
        if subnet_id not in settings.subnet_ids:
            remove_interface(eni["NetworkInterfaceId"])
    interfaces = [
        by_subnet.get(subnet_id)
        or add_interface(
            subnet_id, "vpc_endpoint", f"VPC Endpoint Interface {endpoint['VpcEndpointId']}", group_ids
        )
        for subnet_id in settings.subnet_ids
    ]
    for eni in interfaces:
        set_groups(eni["NetworkInterfaceId"], group_ids)
    endpoint["SubnetIds"] = list(settings.subnet_ids)
    endpoint["SecurityGroupIds"] = group_ids
    endpoint["NetworkInterfaceIds"] = [eni["NetworkInterfaceId"] for eni in interfaces]
    endpoint["PolicyDocument"] = settings.policy
    endpoint["PrivateDnsEnabled"] = settings.private_dns
    endpoint["DnsEntries"] = dns_entries(endpoint, [eni["AvailabilityZone"] for eni in interfaces])


def _interfaces_of(endpoint_id: str | None) -> list[dict[str, Any]]:
    endpoint = ec2._vpc_endpoints.get(endpoint_id) or {}
    return [ec2._network_interfaces[eni_id] for eni_id in endpoint.get("NetworkInterfaceIds", [])]
