"""Which VPC subnets and security groups belong to, and that one resource never spans two."""

from __future__ import annotations

from typing import Any

from ministack.services import ec2

from .network_interfaces import subnet_record
from .refusal import ec2_refusal


def vpc_record(vpc_id: str) -> dict[str, Any]:
    vpc = ec2._vpcs.get(vpc_id)
    if vpc is None:
        raise ec2_refusal("InvalidVpcId.NotFound", f"The vpc ID '{vpc_id}' does not exist")
    return vpc


def group_record(group_id: str) -> dict[str, Any]:
    group = ec2._security_groups.get(group_id)
    if group is None:
        raise ec2_refusal("InvalidGroup.NotFound", f"The security group '{group_id}' does not exist")
    return group


def groups_or_default(group_ids: list[str], vpc_id: str) -> list[str]:
    """The given groups, or the VPC's default group; AWS never leaves an interface without one."""
    wanted = group_ids or [vpc_record(vpc_id)["DefaultSecurityGroupId"]]
    for group_id in wanted:
        if group_record(group_id)["VpcId"] != vpc_id:
            raise ec2_refusal("InvalidParameter", "You have specified two resources that belong to different networks.")
    return list(dict.fromkeys(wanted))


def check_subnets_in(subnet_ids: list[str], vpc_id: str) -> None:
    for subnet_id in subnet_ids:
        if subnet_record(subnet_id)["VpcId"] != vpc_id:
            raise ec2_refusal("InvalidParameter", "You have specified two resources that belong to different networks.")
