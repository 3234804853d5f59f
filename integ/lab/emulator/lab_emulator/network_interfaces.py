"""Network interfaces of endpoints, functions, instances and NAT gateways.

They live in the emulator's own EC2 store, so DescribeNetworkInterfaces shows them and no address is given out twice.
"""

from __future__ import annotations

import secrets
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import ec2

from .refusal import Response, ec2_refusal
from .subnet_addresses import first_free_address, is_assignable

Interface = dict[str, Any]


def subnet_record(subnet_id: str) -> dict[str, Any]:
    subnet: dict[str, Any] | None = ec2._subnets.get(subnet_id)
    if subnet is None:
        raise ec2_refusal("InvalidSubnetID.NotFound", f"The subnet ID '{subnet_id}' does not exist")
    return subnet


def taken_addresses(subnet_id: str) -> set[str]:
    return {eni["PrivateIpAddress"] for eni in ec2._network_interfaces.values() if eni["SubnetId"] == subnet_id}


def pick_address(subnet_id: str, wanted: str | None = None) -> str:
    subnet = subnet_record(subnet_id)
    taken = taken_addresses(subnet_id)
    if wanted:
        if not is_assignable(subnet["CidrBlock"], wanted):
            raise ec2_refusal(
                "InvalidParameterValue", f"Address {wanted} does not fall within the subnet's address range"
            )
        if wanted in taken:
            raise ec2_refusal("InvalidIPAddress.InUse", f"Address {wanted} is in use.")
        return wanted
    address = first_free_address(subnet["CidrBlock"], taken)
    if address is None:
        raise ec2_refusal(
            "InsufficientFreeAddressesInSubnet",
            f"The specified subnet does not have enough free addresses to satisfy the request. ({subnet_id})",
        )
    return address


def add_interface(
    subnet_id: str, kind: str, description: str, group_ids: list[str], wanted: str | None = None
) -> Interface:
    """Create an interface in the subnet; `kind` is EC2's InterfaceType."""
    subnet = subnet_record(subnet_id)
    eni_id = f"eni-{secrets.token_hex(9)[:17]}"
    eni: Interface = {
        "NetworkInterfaceId": eni_id,
        "SubnetId": subnet_id,
        "VpcId": subnet["VpcId"],
        "AvailabilityZone": subnet["AvailabilityZone"],
        "Description": description,
        "OwnerId": get_account_id(),
        "Status": "in-use",
        "PrivateIpAddress": pick_address(subnet_id, wanted),
        "InterfaceType": kind,
        "SourceDestCheck": True,
        "MacAddress": ":".join(f"{byte:02x}" for byte in b"\x06" + secrets.token_bytes(5)),
        "Groups": group_views(group_ids),
        "Attachment": None,
    }
    ec2._network_interfaces[eni_id] = eni
    return eni


def create_interface(params: dict[str, Any]) -> Response:
    """CreateNetworkInterface: the emulator gives it a random address, also of no subnet at all."""
    subnet_id = ec2._p(params, "SubnetId")
    groups = ec2._parse_member_list(params, "SecurityGroupId")
    default = ec2._vpcs[subnet_record(subnet_id)["VpcId"]]["DefaultSecurityGroupId"]
    wanted = ec2._p(params, "PrivateIpAddress") or None
    description = ec2._p(params, "Description")
    for group_id in groups:
        if group_id not in ec2._security_groups:
            raise ec2_refusal("InvalidGroup.NotFound", f"The security group '{group_id}' does not exist")
    eni = add_interface(subnet_id, "interface", description, groups or [default], wanted)
    eni["Status"] = "available"
    ec2._parse_tag_specs(params, "network-interface", eni["NetworkInterfaceId"])
    fields = ec2._eni_fields_xml(eni, tag="networkInterface")
    return ec2._xml(200, "CreateNetworkInterfaceResponse", fields)


def remove_interface(eni_id: str) -> None:
    ec2._network_interfaces.pop(eni_id, None)


def set_groups(eni_id: str, group_ids: list[str]) -> None:
    ec2._network_interfaces[eni_id]["Groups"] = group_views(group_ids)


def group_views(group_ids: list[str]) -> list[dict[str, str]]:
    return [{"GroupId": gid, "GroupName": ec2._security_groups[gid]["GroupName"]} for gid in group_ids]
