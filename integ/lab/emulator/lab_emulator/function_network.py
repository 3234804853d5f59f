"""A function's place in a VPC: its VpcConfig is kept, and it has an address in its first subnet."""

from __future__ import annotations

from typing import Any

from ministack.core.responses import request_scope
from ministack.services import ec2, lambda_svc
from ministack.services.cloudformation import provisioners

from .network_interfaces import add_interface, remove_interface, set_groups
from .refusal import Refusal

Props = dict[str, Any]
Created = tuple[str, dict[str, Any]]

_plain_create = provisioners._lambda_create
_plain_update = provisioners._lambda_update
_plain_delete = provisioners._lambda_delete

_OWNER = "LabFunction"


def create(logical_id: str, props: Props, stack_name: str) -> Created:
    check_vpc_config(props.get("VpcConfig"))
    name, attributes = _plain_create(logical_id, props, stack_name)
    _keep_vpc_config(name, props)
    return name, attributes


def update(name: str, old: Props, new: Props, stack_name: str, logical_id: str | None = None) -> Created:
    check_vpc_config(new.get("VpcConfig"))
    new_name, attributes = _plain_update(name, old, new, stack_name, logical_id)
    _keep_vpc_config(new_name, new)
    return new_name, attributes


def delete(name: str, props: Props) -> None:
    _plain_delete(name, props)
    settle_interfaces()


def check_vpc_config(vpc_config: dict[str, Any] | None) -> None:
    """What Lambda refuses; it quotes EC2's own answer."""
    config = vpc_config or {}
    subnet_ids, group_ids = config.get("SubnetIds") or [], config.get("SecurityGroupIds") or []
    for subnet_id in subnet_ids:
        if subnet_id not in ec2._subnets:
            raise _refusal(
                "Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error Message: "
                f"The subnet ID '{subnet_id}' does not exist"
            )
    for group_id in group_ids:
        if group_id not in ec2._security_groups:
            raise _refusal(
                "Error occurred while DescribeSecurityGroups. EC2 Error Code: InvalidGroup.NotFound. EC2 Error "
                f"Message: The security group '{group_id}' does not exist"
            )
    if bool(subnet_ids) != bool(group_ids):
        raise _refusal("SubnetIds and SecurityGroupIds must coexist or be both empty list.")
    vpcs = {ec2._subnets[s]["VpcId"] for s in subnet_ids} | {ec2._security_groups[g]["VpcId"] for g in group_ids}
    if len(vpcs) > 1:
        raise _refusal("Security Groups are required to be in the same VPC.")


def _refusal(message: str) -> Refusal:
    return Refusal("Lambda", "InvalidParameterValueException", message)


def _keep_vpc_config(name: str, props: Props) -> None:
    config = lambda_svc._functions[name]["config"]
    config["VpcConfig"] = lambda_svc._vpc_config_with_id(props.get("VpcConfig"))
    settle_interfaces()


def settle_interfaces() -> None:
    """Give each function of every account the interface its VpcConfig asks for, and take away the others.

    Functions come and go in many ways (templates, the API, Cloud Control, a reset); the outcome is what counts.
    """
    wanted = {}
    for (account, region, name), function in list(lambda_svc._functions._data.items()):
        vpc_config = function["config"].get("VpcConfig") or {}
        subnet_ids = vpc_config.get("SubnetIds") or []
        if subnet_ids and ec2._subnets.contains_scoped(account, region, subnet_ids[0]):
            wanted[(account, region, name)] = (subnet_ids[0], vpc_config.get("SecurityGroupIds") or [])
    for (account, region, eni_id), eni in list(ec2._network_interfaces._data.items()):
        if _OWNER not in eni:
            continue
        key = (account, region, eni[_OWNER])
        with request_scope(account, region):
            if key in wanted and wanted[key][0] == eni["SubnetId"]:
                set_groups(eni_id, _existing(wanted.pop(key)[1]))
            else:
                remove_interface(eni_id)
    for (account, region, name), (subnet_id, group_ids) in wanted.items():
        with request_scope(account, region):
            eni = add_interface(subnet_id, "lambda", f"AWS Lambda VPC ENI-{name}", _existing(group_ids))
            eni[_OWNER] = name


def _existing(group_ids: list[str]) -> list[str]:
    return [group_id for group_id in group_ids if group_id in ec2._security_groups]


def interface_of(account: str, region: str, name: str) -> dict[str, Any] | None:
    return next(
        (eni for eni in ec2._network_interfaces.values_scoped(account, region) if eni.get(_OWNER) == name), None
    )
