"""The DNS names of an interface endpoint."""

from __future__ import annotations

import hashlib
import re
from typing import Any

_AWS_SERVICE = re.compile(r"^com\.amazonaws\.(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)\.(?P<service>.+)$")


def service_region(service_name: str) -> str | None:
    match = _AWS_SERVICE.match(service_name)
    return match["region"] if match else None


def service_domain(service_name: str) -> str | None:
    """`execute-api.ap-northeast-1` of `com.amazonaws.ap-northeast-1.execute-api`; None for somebody's own service."""
    match = _AWS_SERVICE.match(service_name)
    if not match:
        return None
    # com.amazonaws.{region}.ecr.api is reached as api.ecr.{region}.amazonaws.com.
    labels = ".".join(reversed(match["service"].split(".")))
    return f"{labels}.{match['region']}"


def dns_entries(endpoint: dict[str, Any], zones: list[str]) -> list[dict[str, str]]:
    """Regional name first, then one per zone, then the private name, in the order AWS returns them."""
    domain = service_domain(endpoint["ServiceName"])
    if domain is None:
        return []
    own = f"{endpoint['VpcEndpointId']}-{endpoint['DnsSuffix']}"
    names = [f"{name}.{domain}.vpce.amazonaws.com" for name in (own, *(f"{own}-{zone}" for zone in zones))]
    entries = [{"DnsName": name, "HostedZoneId": hosted_zone_of(name)} for name in names]
    hidden = private_zone(endpoint)
    return [*entries, hidden] if hidden else entries


def hosted_zone_of(name: str) -> str:
    """The id of the public zone that holds an endpoint's own name: one for all endpoints of a service in a Region."""
    return _hosted_zone_id(name.partition(".")[2])


def private_zone(endpoint: dict[str, Any]) -> dict[str, str] | None:
    """The hidden zone of the VPC that private DNS is."""
    domain = service_domain(endpoint["ServiceName"])
    if domain is None or endpoint["VpcEndpointType"] != "Interface" or not endpoint["PrivateDnsEnabled"]:
        return None
    return {"DnsName": f"{domain}.amazonaws.com", "HostedZoneId": _hosted_zone_id(endpoint["VpcEndpointId"])}


def _hosted_zone_id(seed: str) -> str:
    return "Z" + hashlib.sha256(seed.encode()).hexdigest()[:13].upper()
