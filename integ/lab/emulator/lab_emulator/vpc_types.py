"""AWS::EC2::VPC and Subnet: attributes the emulator does not return, and groups and accounts as AWS starts them."""

from __future__ import annotations

import ipaddress
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2
from ministack.services.cloudformation import provisioners

from .refusal import Response, ec2_refusal
from .vpc_membership import vpc_record

Props = dict[str, Any]
Created = tuple[str, dict[str, Any]]

_plain_create_vpc = provisioners._ec2_vpc_create
_plain_update_vpc = provisioners._ec2_vpc_update
_plain_create_subnet = provisioners._ec2_subnet_create
_plain_update_subnet = provisioners._ec2_subnet_update
_plain_create_vpc_api = ec2._create_vpc
_plain_create_subnet_api = ec2._create_subnet


def create_vpc(logical_id: str, props: Props, stack_name: str) -> Created:
    vpc_id, attributes = _plain_create_vpc(logical_id, props, stack_name)
    _let_default_group_talk(vpc_id)
    return vpc_id, {**attributes, **_vpc_attributes(vpc_id)}


def update_vpc(vpc_id: str, old: Props, new: Props, stack_name: str, logical_id: str | None = None) -> Created:
    new_id, attributes = _plain_update_vpc(vpc_id, old, new, stack_name, logical_id)
    if new_id != vpc_id:
        _let_default_group_talk(new_id)
    return new_id, {**attributes, **_vpc_attributes(new_id)}


def create_vpc_api(params: Props) -> Response:
    before = set(ec2._vpcs)
    response: Response = _plain_create_vpc_api(params)
    for vpc_id in set(ec2._vpcs) - before:
        _let_default_group_talk(vpc_id)
    return response


def create_subnet(logical_id: str, props: Props, stack_name: str) -> Created:
    check_subnet_range(props.get("VpcId", ""), props.get("CidrBlock", ""))
    subnet_id, attributes = _plain_create_subnet(logical_id, props, stack_name)
    return subnet_id, {**attributes, **_subnet_attributes(subnet_id)}


def update_subnet(subnet_id: str, old: Props, new: Props, stack_name: str, logical_id: str | None = None) -> Created:
    new_id, attributes = _plain_update_subnet(subnet_id, old, new, stack_name, logical_id)
    return new_id, {**attributes, **_subnet_attributes(new_id)}


def create_subnet_api(params: Props) -> Response:
    check_subnet_range(ec2._p(params, "VpcId"), ec2._p(params, "CidrBlock"))
    response: Response = _plain_create_subnet_api(params)
    return response


def check_subnet_range(vpc_id: str, cidr: str) -> None:
    """Inside its VPC and beside its neighbours: overlapping subnets would give one address to two callers."""
    wanted = ipaddress.IPv4Network(cidr, strict=False)
    if not wanted.subnet_of(ipaddress.IPv4Network(vpc_record(vpc_id)["CidrBlock"], strict=False)):
        raise ec2_refusal("InvalidSubnet.Range", f"The CIDR '{cidr}' is invalid.")
    for subnet in ec2._subnets.values():
        if subnet["VpcId"] == vpc_id and wanted.overlaps(ipaddress.IPv4Network(subnet["CidrBlock"], strict=False)):
            raise ec2_refusal("InvalidSubnet.Conflict", f"The CIDR '{cidr}' conflicts with another subnet")


def start_accounts_without_default_vpc() -> None:
    """Give accounts no default VPC, as an organization may, too.

    The emulator's default VPC, subnets and group have the same ids in every account, so a rule that decides by id
    would take one account's group for another's.
    """

    def remember_scope() -> None:
        ec2._default_initialized_scopes.add((get_account_id(), get_region()))

    ec2._init_defaults = remember_scope
    ec2._clear_state()


def _let_default_group_talk(vpc_id: str) -> None:
    # AWS's default group admits its own members; the emulator's admits nobody.
    # https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
    group_id = ec2._vpcs[vpc_id]["DefaultSecurityGroupId"]
    ec2._security_groups[group_id]["IpPermissions"] = [
        {
            "IpProtocol": "-1",
            "IpRanges": [],
            "Ipv6Ranges": [],
            "PrefixListIds": [],
            "UserIdGroupPairs": [{"GroupId": group_id, "UserId": get_account_id()}],
        }
    ]


def _vpc_attributes(vpc_id: str) -> dict[str, Any]:
    vpc = ec2._vpcs[vpc_id]
    # The id that DescribeVpcs shows for the primary range.
    association = f"vpc-cidr-assoc-{vpc_id.removeprefix('vpc-')}"
    return {
        "VpcId": vpc_id,
        "CidrBlock": vpc["CidrBlock"],
        "CidrBlockAssociations": [association],
        "DefaultNetworkAcl": vpc["DefaultNetworkAclId"],
        "DefaultSecurityGroup": vpc["DefaultSecurityGroupId"],
        "Ipv6CidrBlocks": [],
    }


def _subnet_attributes(subnet_id: str) -> dict[str, Any]:
    subnet = ec2._subnets[subnet_id]
    return {
        "AvailabilityZoneId": subnet["AvailabilityZoneId"],
        "CidrBlock": subnet["CidrBlock"],
        "Ipv6CidrBlocks": [],
        "NetworkAclAssociationId": f"aclassoc-{subnet_id.removeprefix('subnet-')}",
        "VpcId": subnet["VpcId"],
    }
