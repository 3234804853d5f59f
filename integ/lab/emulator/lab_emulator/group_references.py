"""What a security group's rule may name: a group of the same VPC or of one peered with it, and a known prefix list."""

from __future__ import annotations

from ministack.services import ec2

from .group_rules import Rule
from .peering import active_between
from .prefix_lists import check_known
from .refusal import ec2_refusal


def check_references(rules: list[Rule], vpc_id: str) -> None:
    for rule in rules:
        for pair in rule.get("UserIdGroupPairs", []):
            _check_reference(pair["GroupId"], vpc_id)
        for entry in rule.get("PrefixListIds", []):
            check_known(entry["PrefixListId"])


def _check_reference(group_id: str, vpc_id: str) -> None:
    # Over all accounts: a peered VPC's group is named by its id alone.
    group = next((g for g in ec2._security_groups.all_values() if g["GroupId"] == group_id), None)
    if group is None:
        raise ec2_refusal("InvalidGroup.NotFound", f"The security group '{group_id}' does not exist")
    if group["VpcId"] != vpc_id and not active_between(group["VpcId"], vpc_id, same_region=True):
        raise ec2_refusal(
            "InvalidGroup.NotFound", "You have specified two resources that belong to different networks."
        )
