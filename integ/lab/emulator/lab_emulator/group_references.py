"""Which security group another group's rule may name: one of the same VPC, or of a VPC peered with it."""

from __future__ import annotations

from typing import Any

from ministack.services import ec2

from .group_rules import Rule
from .refusal import ec2_refusal


def check_references(rules: list[Rule], vpc_id: str) -> None:
    for rule in rules:
        for pair in rule.get("UserIdGroupPairs", []):
            _check_reference(pair["GroupId"], vpc_id)


def _check_reference(group_id: str, vpc_id: str) -> None:
    # Over all accounts: a peered VPC's group is named by its id alone.
    group = next((g for g in ec2._security_groups.all_values() if g["GroupId"] == group_id), None)
    if group is None:
        raise ec2_refusal("InvalidGroup.NotFound", f"The security group '{group_id}' does not exist")
    if group["VpcId"] != vpc_id and not _peered(group["VpcId"], vpc_id):
        raise ec2_refusal(
            "InvalidGroup.NotFound", "You have specified two resources that belong to different networks."
        )


def _peered(one: str, other: str) -> bool:
    return any(_joins(peering, {one, other}) for peering in ec2._vpc_peering.all_values())


def _joins(peering: dict[str, Any], vpc_ids: set[str]) -> bool:
    ends = {peering.get(end, {}).get("VpcId") for end in ("RequesterVpcInfo", "AccepterVpcInfo")}
    return ends == vpc_ids and peering.get("Status", {}).get("Code") == "active"
