"""AWS::EC2::VPCPeeringConnection: created and accepted, or refused; and which subnets have routes over it."""

from __future__ import annotations

import ipaddress
import re
import secrets
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2, iam
from ministack.services.cloudformation import provisioners

from .refusal import Refusal, ec2_refusal
from .vpc_membership import vpc_record

Props = dict[str, Any]
Json = dict[str, Any]
Created = tuple[str, dict[str, Any]]

_ROLE = re.compile(r"^arn:[\w-]+:iam::(\d{12}):role/(?:.*/)?([^/]+)$")


def create(logical_id: str, props: Props, stack_name: str) -> Created:
    vpc_id, peer_id = props["VpcId"], props["PeerVpcId"]
    peer_account = str(props.get("PeerOwnerId") or get_account_id())
    peer_region = props.get("PeerRegion") or get_region()
    _check(vpc_record(vpc_id), ec2._vpcs.get_scoped(peer_account, peer_region, peer_id))
    if peer_account != get_account_id():
        _check_role(props.get("PeerRoleArn"), peer_account)
    if existing := active_between(vpc_id, peer_id):
        raise ec2_refusal(
            "VpcPeeringConnectionAlreadyExists", f"A VPC peering connection between these VPCs exists: {existing}"
        )
    peering_id = f"pcx-{secrets.token_hex(9)[:17]}"
    ec2._put_vpc_peering_record(
        {
            "VpcPeeringConnectionId": peering_id,
            "RequesterVpcInfo": {"VpcId": vpc_id, "OwnerId": get_account_id(), "Region": get_region()},
            "AccepterVpcInfo": {"VpcId": peer_id, "OwnerId": peer_account, "Region": peer_region},
            # CloudFormation accepts it, by the role where the other VPC is another account's.
            "Status": {"Code": "active", "Message": "Active"},
            "Tags": [],
        }
    )
    provisioners._ec2_apply_tags(peering_id, props)
    return peering_id, {"Id": peering_id}


def update(peering_id: str, old: Props, new: Props, stack_name: str) -> Created:
    provisioners._ec2_apply_tags(peering_id, new, old)
    return peering_id, {"Id": peering_id}


def delete(peering_id: str, props: Props) -> None:
    record = ec2._vpc_peering.get(peering_id)
    if record:
        ec2._set_vpc_peering_status(record, "deleted", "Deleted")


def active_between(one: str, other: str, same_region: bool = False) -> str | None:
    for record in ec2._vpc_peering.all_values():
        if vpc_ids(record) == {one, other} and is_active(record) and not (same_region and _crosses_regions(record)):
            found: str = record["VpcPeeringConnectionId"]
            return found
    return None


def vpc_ids(record: Json) -> set[str]:
    return {record.get(end, {}).get("VpcId") for end in ("RequesterVpcInfo", "AccepterVpcInfo")}


def is_active(record: Json) -> bool:
    return bool(record.get("Status", {}).get("Code") == "active")


def _crosses_regions(record: Json) -> bool:
    return bool(record["RequesterVpcInfo"]["Region"] != record["AccepterVpcInfo"]["Region"])


def report() -> list[Json]:
    # The record is kept once for each end.
    records = {record["VpcPeeringConnectionId"]: record for record in ec2._vpc_peering.all_values() if is_active(record)}
    return [
        {
            "id": peering_id,
            "vpcIds": [record["RequesterVpcInfo"]["VpcId"], record["AccepterVpcInfo"]["VpcId"]],
            "routes": [route for vpc_id in vpc_ids(record) for route in _routes(vpc_id, peering_id)],
        }
        for peering_id, record in records.items()
    ]


def _routes(vpc_id: str, peering_id: str) -> list[Json]:
    subnet_ids = [subnet["SubnetId"] for subnet in ec2._subnets.all_values() if subnet["VpcId"] == vpc_id]
    tables = [table for table in ec2._route_tables.all_values() if table["VpcId"] == vpc_id]
    return routes_over(peering_id, subnet_ids, tables)


def routes_over(peering_id: str, subnet_ids: list[str], tables: list[Json]) -> list[Json]:
    """Of each subnet, by its own route table or the VPC's main one."""
    own = {entry.get("SubnetId"): table for table in tables for entry in table["Associations"] if entry.get("SubnetId")}
    main = next((table for table in tables if any(entry.get("Main") for entry in table["Associations"])), None)
    return [
        {"subnetId": subnet_id, "cidr": route["DestinationCidrBlock"]}
        for subnet_id in subnet_ids
        for route in (own.get(subnet_id) or main or {"Routes": []})["Routes"]
        if route.get("VpcPeeringConnectionId") == peering_id and route.get("DestinationCidrBlock")
    ]


def _check(vpc: Json, peer: Json | None) -> None:
    if peer is None:
        raise _unstable("incorrect VPC-ID, Account ID, or overlapping CIDR range")
    if ipaddress.ip_network(vpc["CidrBlock"]).overlaps(ipaddress.ip_network(peer["CidrBlock"])):
        raise _unstable("incorrect VPC-ID, Account ID, or overlapping CIDR range")


def _check_role(role_arn: str | None, account: str) -> None:
    """What the role may do, and whom it trusts, is not evaluated."""
    match = _ROLE.match(role_arn or "")
    if match is None or match[1] != account or iam._roles.get_scoped(account, "", match[2]) is None:
        raise _unstable("no role of the other account accepts the connection")


def _unstable(why: str) -> Refusal:
    # https://repost.aws/knowledge-center/cloudformation-vpc-peering-error
    return ec2_refusal("NotStabilized", f"VpcPeeringConnection failed to stabilize: failed due to {why}")
