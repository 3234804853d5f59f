"""Interface endpoints that AWS refuses to create or change."""

from __future__ import annotations

import json
from typing import Any

from ministack.core.responses import get_region
from ministack.services import ec2

from .endpoint_names import service_domain, service_region
from .hosted_zones import private_zone_named
from .network_interfaces import subnet_record
from .refusal import ec2_refusal
from .vpc_membership import vpc_record

# https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html
_POLICY_LIMIT = 20480


def check_service(service_name: str) -> None:
    """execute-api has no cross-Region endpoints, so a name of another Region is one that does not exist here."""
    region = service_region(service_name)
    if not service_name or (region and region != get_region()):
        raise ec2_refusal("InvalidServiceName", f"The Vpc Endpoint Service '{service_name}' does not exist")


def check_one_subnet_per_zone(subnet_ids: list[str]) -> None:
    zones: set[str] = set()
    for subnet_id in subnet_ids:
        zone = subnet_record(subnet_id)["AvailabilityZone"]
        if zone in zones:
            raise ec2_refusal(
                "DuplicateSubnetsInSameZone",
                f"Found another VPC endpoint subnet in the availability zone of {subnet_id}. VPC endpoint subnets "
                "should be in different availability zones supported by the VPC endpoint service.",
            )
        zones.add(zone)


def check_private_dns(vpc_id: str, service_name: str, own_id: str | None) -> None:
    vpc = vpc_record(vpc_id)
    if not (vpc.get("EnableDnsSupport", True) and vpc.get("EnableDnsHostnames", False)):
        raise ec2_refusal(
            "InvalidParameter",
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true "
            f"for {vpc_id}",
        )
    domain = f"{service_domain(service_name)}.amazonaws.com"
    others = [each for each in ec2._vpc_endpoints.values() if each["VpcEndpointId"] != own_id]
    if private_zone_named(domain, vpc_id) or any(_has_private_name(each, vpc_id, service_name) for each in others):
        raise ec2_refusal(
            "InvalidParameter",
            "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
            f"{domain} in the VPC {vpc_id}",
        )


def _has_private_name(endpoint: dict[str, Any], vpc_id: str, service_name: str) -> bool:
    return bool(
        endpoint["VpcEndpointType"] == "Interface"
        and endpoint["PrivateDnsEnabled"]
        and endpoint["VpcId"] == vpc_id
        and endpoint["ServiceName"] == service_name
    )


def check_policy(policy: str | None) -> None:
    if policy is None:
        return
    # The quota counts white space; the text that AWS answers with is not published.
    if len(policy) > _POLICY_LIMIT:
        raise ec2_refusal(
            "InvalidPolicyDocument",
            f"The endpoint policy has {len(policy)} characters; the maximum is {_POLICY_LIMIT}.",
        )
    try:
        document = json.loads(policy)
    except ValueError:
        document = None
    if not isinstance(document, dict) or not document.get("Statement"):
        raise ec2_refusal("InvalidPolicyDocument", "The policy document is malformed.")
