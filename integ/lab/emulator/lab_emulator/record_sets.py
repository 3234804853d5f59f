"""AWS::Route53::RecordSet: records outside of their zone and aliases to nothing are refused."""

from __future__ import annotations

from typing import Any

from ministack.services import ec2, route53
from ministack.services.cloudformation import provisioners

from .endpoint_names import hosted_zone_of
from .refusal import route53_refusal

Props = dict[str, Any]
Record = dict[str, Any]
Created = tuple[str, dict[str, Any]]

_plain_create = provisioners._r53_record_set_create
_plain_update = provisioners._r53_record_set_update


def create(logical_id: str, props: Props, stack_name: str) -> Created:
    _check(props)
    created: Created = _plain_create(logical_id, props, stack_name)
    return created


def update(*args: Any) -> Created:
    _check(args[2])
    updated: Created = _plain_update(*args)
    return updated


def _check(props: Props) -> None:
    zone_id = provisioners._r53_resolve_hosted_zone_id(props)
    zone = route53._zones.get(zone_id)
    if zone is None:
        raise route53_refusal("NoSuchHostedZone", f"No hosted zone found with ID: {zone_id}", 404)
    problems = problems_of(provisioners._r53_record_set_build_rs(props), zone, route53._records[zone_id], _is_endpoint)
    if problems:
        raise route53_refusal("InvalidChangeBatch", f"[{', '.join(problems)}]")


def problems_of(record: Record, zone: dict[str, Any], records: list[Record], is_endpoint: Any) -> list[str]:
    """In Route 53's words: https://github.com/aws/aws-cdk/issues/19643."""
    name, kind = record["Name"], record["Type"]
    if not is_within(name, zone["name"]):
        return [f"RRSet with DNS name {name} is not permitted in zone {zone['name']}"]
    if kind == "CNAME" and name == zone["name"]:
        return [f"RRSet of type CNAME with DNS name {name} is not permitted at apex in zone {zone['name']}"]
    alias = record.get("AliasTarget")
    if not alias:
        return []
    target, target_zone = alias["DNSName"], alias["HostedZoneId"]
    tried = f"Tried to create an alias that targets {target}, type {kind} in zone {target_zone}"
    if not _lies_in(target, target_zone, zone):
        return [
            f"{tried}, but the alias target name does not lie within the target zone",
            f"{tried}, but that target was not found",
        ]
    if target_zone == zone["id"]:
        found = any((other["Name"], other["Type"]) == (target, kind) for other in records)
    else:
        found = not target.endswith(".vpce.amazonaws.com.") or is_endpoint(target)
    return [] if found else [f"{tried}, but that target was not found"]


def is_within(name: str, zone_name: str) -> bool:
    return name == zone_name or name.endswith(f".{zone_name}")


def _lies_in(target: str, target_zone: str, zone: dict[str, Any]) -> bool:
    if target_zone == zone["id"]:
        return is_within(target, zone["name"])
    # Which zone the names of other services are in, the emulator does not know.
    return not target.endswith(".vpce.amazonaws.com.") or target_zone == hosted_zone_of(target.rstrip("."))


def _is_endpoint(target: str) -> bool:
    return any(
        entry["DnsName"] == target.rstrip(".")
        for endpoint in ec2._vpc_endpoints.all_values()
        for entry in endpoint.get("DnsEntries") or []
    )
