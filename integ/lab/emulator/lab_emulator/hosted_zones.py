"""AWS::Route53::HostedZone: a private zone keeps its VPCs, and what Route 53 refuses is refused."""

from __future__ import annotations

from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import ec2, route53
from ministack.services.cloudformation import provisioners

from .endpoint_names import private_zone
from .refusal import Refusal, route53_refusal

Props = dict[str, Any]
Zone = dict[str, Any]
# As Route 53 keeps it: VPCId and VPCRegion.
Vpc = dict[str, str]
Created = tuple[str, dict[str, Any]]

_plain_create = provisioners._r53_hosted_zone_create
_plain_update = provisioners._r53_hosted_zone_update
_plain_delete = provisioners._r53_hosted_zone_delete


def install() -> None:
    """CreateHostedZone and AssociateVPCWithHostedZone ask for conflicts in the caller's own zones only."""
    route53._same_name_zone_with_vpc = _conflicting_zone


def create(logical_id: str, props: Props, stack_name: str) -> Created:
    vpcs = _vpcs_of(props)
    _check_vpcs(route53._normalise_name(props["Name"]), vpcs, "")
    zone_id, attributes = _plain_create(logical_id, props, stack_name)
    _keep(zone_id, vpcs)
    return zone_id, attributes


def update(zone_id: str, old: Props, new: Props, stack_name: str, logical_id: str | None = None) -> Created:
    vpcs = _vpcs_of(new)
    if bool(vpcs) != bool(_vpcs_of(old)):
        raise route53_refusal("InvalidInput", "A hosted zone can't be changed from public to private or back.")
    _check_vpcs(route53._normalise_name(new["Name"]), vpcs, zone_id)
    new_id, attributes = _plain_update(zone_id, old, new, stack_name, logical_id)
    _keep(new_id, vpcs)
    return new_id, attributes


def delete(zone_id: str, props: Props) -> None:
    zone = route53._zones.get(zone_id)
    records = route53._records.get(zone_id, [])
    if zone and any(record["Name"] != zone["name"] or record["Type"] not in ("SOA", "NS") for record in records):
        raise route53_refusal(
            "HostedZoneNotEmpty",
            "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
        )
    _plain_delete(zone_id, props)


def private_zone_named(domain: str, vpc_id: str) -> Zone | None:
    """The private hosted zone of any account with exactly that name, where the VPC is associated with it."""
    name = route53._normalise_name(domain)
    for zone in _all_private_zones():
        if zone["name"] == name and any(vpc["VPCId"] == vpc_id for vpc in zone["vpcs"]):
            return zone
    return None


def _all_private_zones() -> list[Zone]:
    return [zone for zone in list(route53._zones._data.values()) if zone.get("private")]


def _vpcs_of(props: Props) -> list[Vpc]:
    return [{"VPCId": vpc["VPCId"], "VPCRegion": vpc["VPCRegion"]} for vpc in props.get("VPCs") or []]


def _keep(zone_id: str, vpcs: list[Vpc]) -> None:
    route53._zones[zone_id].update({"private": bool(vpcs), "vpcs": vpcs})


def _check_vpcs(name: str, vpcs: list[Vpc], own_id: str) -> None:
    for vpc in vpcs:
        # CloudFormation associates VPCs of the zone's own account only; others need an authorization by the API.
        if ec2._vpcs.get_scoped(get_account_id(), vpc["VPCRegion"], vpc["VPCId"]) is None:
            raise route53_refusal(
                "NotAuthorizedException",
                f"The VPC: {vpc['VPCId']} in region {vpc['VPCRegion']} that you provided is not authorized to make the "
                "association.",
            )
        if other := _conflicting_zone(name, vpc, own_id):
            raise _conflict(vpc, other["id"])


def _conflict(vpc: Vpc, zone_id: str) -> Refusal:
    # The text: https://github.com/hashicorp/terraform-provider-aws/issues/37783
    return route53_refusal(
        "ConflictingDomainExists",
        f"The VPC {vpc['VPCId']} in region {vpc['VPCRegion']} has already been associated with the hosted zone "
        f"{zone_id} with the same domain name.",
    )


def _conflicting_zone(name: str, vpc: Vpc, exclude_id: str = "") -> Zone | None:
    """Another private zone of that very name in the VPC: somebody's own, or the hidden one of an endpoint."""
    for zone in _all_private_zones():
        if zone["id"] != exclude_id and zone["name"] == name and route53._zone_has_vpc(zone, vpc):
            return zone
    for endpoint in ec2._vpc_endpoints.all_values():
        hidden = private_zone(endpoint)
        if hidden and endpoint["VpcId"] == vpc["VPCId"] and route53._normalise_name(hidden["DnsName"]) == name:
            return {"id": hidden["HostedZoneId"], "name": name}
    return None
