"""Private hosted zones in the state: names without their final dot, as people write them."""

from __future__ import annotations

from typing import Any

from ministack.services import route53

Json = dict[str, Any]


def hosted_zones() -> list[Json]:
    return [
        _zone(account, zone, route53._records._data.get((account, zone_id), []))
        for (account, zone_id), zone in list(route53._zones._data.items())
        if zone.get("private")
    ]


def _zone(account: str, zone: Json, records: list[Json]) -> Json:
    return {
        "id": zone["id"],
        "account": account,
        "name": plain_name(zone["name"]),
        "vpcIds": [vpc["VPCId"] for vpc in zone.get("vpcs", [])],
        "records": [_record(record) for record in records if record["Type"] in ("A", "AAAA", "CNAME")],
    }


def _record(record: Json) -> Json:
    report: Json = {
        "name": plain_name(record["Name"]),
        "type": record["Type"],
        "values": record.get("ResourceRecords") or [],
        # Weighted, failover, by health …: several records of one name and type.
        "hasRoutingPolicy": bool(record.get("SetIdentifier")),
    }
    alias = record.get("AliasTarget")
    if not alias:
        return report
    return {**report, "alias": {"hostedZoneId": alias["HostedZoneId"], "name": plain_name(alias["DNSName"])}}


def plain_name(name: str) -> str:
    # Route 53 shows an asterisk by its octal code.
    return name.lower().removesuffix(".").replace("\\052", "*")
