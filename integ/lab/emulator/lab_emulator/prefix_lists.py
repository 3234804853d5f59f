"""AWS::EC2::PrefixList, which security group rules may name."""

from __future__ import annotations

import ipaddress
import secrets
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2
from ministack.services.cloudformation import provisioners

from .refusal import ec2_refusal

Props = dict[str, Any]
PrefixList = dict[str, Any]
Created = tuple[str, dict[str, Any]]


def create(logical_id: str, props: Props, stack_name: str) -> Created:
    _check(props)
    list_id = f"pl-{secrets.token_hex(9)[:17]}"
    ec2._prefix_lists[list_id] = {
        "PrefixListId": list_id,
        "PrefixListArn": f"arn:aws:ec2:{get_region()}:{get_account_id()}:prefix-list/{list_id}",
        "OwnerId": get_account_id(),
        "AddressFamily": props["AddressFamily"],
        "State": "create-complete",
        "Version": 1,
        "Tags": [],
        **_changeable(props),
    }
    provisioners._ec2_apply_tags(list_id, props)
    return list_id, _attributes(ec2._prefix_lists[list_id])


def update(list_id: str, old: Props, new: Props, stack_name: str) -> Created:
    _check(new)
    prefix_list = ec2._prefix_lists[list_id]
    changed = _changeable(new)
    if changed["Entries"] != prefix_list["Entries"]:
        prefix_list["Version"] += 1
    prefix_list.update(changed)
    provisioners._ec2_apply_tags(list_id, new, old)
    return list_id, _attributes(prefix_list)


def delete(list_id: str, props: Props) -> None:
    ec2._prefix_lists.pop(list_id, None)


def check_known(list_id: str) -> None:
    """Of the account itself, as nothing is shared by RAM here, or one of those that AWS manages."""
    if list_id not in ec2._prefix_lists and ec2._resolve_aws_pl_by_id(list_id) is None:
        raise ec2_refusal("InvalidPrefixListID.NotFound", f"The prefix list ID '{list_id}' does not exist")


def report() -> list[dict[str, Any]]:
    """Of lists that AWS manages the emulator has no true addresses: they are not in the state."""
    return [
        {"id": list_id, "account": account, "cidrs": [entry["Cidr"] for entry in prefix_list["Entries"]]}
        for (account, _, list_id), prefix_list in list(ec2._prefix_lists._data.items())
    ]


def _check(props: Props) -> None:
    entries = props.get("Entries") or []
    if len(entries) > int(props.get("MaxEntries", len(entries))):
        # The limit is documented, the text is ours.
        raise ec2_refusal(
            "InvalidParameterValue", f"The prefix list has {len(entries)} entries; its maximum is {props['MaxEntries']}."
        )
    version = 6 if props["AddressFamily"] == "IPv6" else 4
    for entry in entries:
        if not _is_network(entry["Cidr"], version):
            raise ec2_refusal("InvalidParameterValue", f"The CIDR '{entry['Cidr']}' is not a valid IPv{version} CIDR.")


def _is_network(cidr: str, version: int) -> bool:
    try:
        return ipaddress.ip_network(cidr).version == version
    except ValueError:
        return False


def _changeable(props: Props) -> PrefixList:
    given = props.get("Entries") or []
    return {
        "PrefixListName": props["PrefixListName"],
        "MaxEntries": int(props.get("MaxEntries", len(given))),
        "Entries": [{"Cidr": entry["Cidr"], "Description": entry.get("Description", "")} for entry in given],
    }


def _attributes(prefix_list: PrefixList) -> dict[str, Any]:
    return {
        "Arn": prefix_list["PrefixListArn"],
        "OwnerId": prefix_list["OwnerId"],
        "PrefixListId": prefix_list["PrefixListId"],
        "Version": prefix_list["Version"],
    }
