"""Instances: recorded as callers with an address of their subnet; nothing runs."""

from __future__ import annotations

from typing import Any

from ministack.core.responses import get_region
from ministack.services import ec2
from ministack.services.cloudformation import provisioners

from .network_interfaces import add_interface, pick_address, remove_interface, subnet_record
from .refusal import Response, ec2_refusal
from .vpc_membership import groups_or_default

Props = dict[str, Any]
Params = dict[str, Any]
Created = tuple[str, dict[str, Any]]

_plain_launch = ec2._launch_instances_internal
_plain_run = ec2._run_instances
_plain_terminate = ec2._terminate_instances


def launch(
    image_id: str,
    instance_type: str,
    subnet_id: str,
    count: int,
    sg_ids: list[str] | None = None,
    requested_private_ip: str | None = None,
    **other: Any,
) -> list[dict[str, Any]]:
    """Launch into a real subnet: the emulator draws a random 10.0.x.y, whatever the subnet."""
    subnet = subnet_record(subnet_id)
    given = [gid for gid in sg_ids or [] if gid != ec2._DEFAULT_SG_ID]
    groups = groups_or_default(given, subnet["VpcId"])
    launched = []
    for _ in range(count):
        address = pick_address(subnet_id, requested_private_ip or None)
        (instance,) = _plain_launch(
            image_id, instance_type, subnet_id, 1, sg_ids=groups, requested_private_ip=address, **other
        )
        eni = add_interface(subnet_id, "interface", "", groups, address)
        eni["Attachment"] = {"InstanceId": instance["InstanceId"], "DeviceIndex": 0, "Status": "attached"}
        eni["Attachment"]["AttachmentId"] = eni["NetworkInterfaceId"].replace("eni-", "eni-attach-")
        instance["Placement"]["AvailabilityZone"] = subnet["AvailabilityZone"]
        instance["PrivateDnsName"] = f"ip-{address.replace('.', '-')}.{get_region()}.compute.internal"
        launched.append(instance)
    return launched


def run_instances(params: Params) -> Response:
    """RunInstances also takes subnet, groups and address inside NetworkInterface.1, which the emulator ignores."""
    wanted = dict(params)
    place = "NetworkInterface.1."
    for name in ("SubnetId", "PrivateIpAddress"):
        if ec2._p(params, place + name) and not ec2._p(params, name):
            wanted[name] = params[place + name]
    if not ec2._p(params, "SecurityGroupId.1"):
        for position, group_id in enumerate(ec2._parse_member_list(params, f"{place}SecurityGroupId"), start=1):
            wanted[f"SecurityGroupId.{position}"] = [group_id]
    if not ec2._p(wanted, "SubnetId"):
        raise ec2_refusal("MissingInput", "No subnets found for the default VPC. Please specify a subnet.")
    response: Response = _plain_run(wanted)
    return response


def terminate_instances(params: Params) -> Response:
    response: Response = _plain_terminate(params)
    if response[0] < 400:
        for instance_id in ec2._parse_member_list(params, "InstanceId"):
            _drop_interfaces(instance_id)
    return response


def interface_of(instance_id: str) -> dict[str, Any] | None:
    return next((eni for eni in ec2._network_interfaces.values() if _belongs_to(eni, instance_id)), None)


def _belongs_to(eni: dict[str, Any], instance_id: str) -> bool:
    return (eni.get("Attachment") or {}).get("InstanceId") == instance_id


def _drop_interfaces(instance_id: str) -> None:
    for eni in ec2._network_interfaces.values():
        if _belongs_to(eni, instance_id):
            remove_interface(eni["NetworkInterfaceId"])


def create(logical_id: str, props: Props, stack_name: str) -> Created:
    first = (props.get("NetworkInterfaces") or [{}])[0]
    subnet_id = props.get("SubnetId") or first.get("SubnetId")
    if not subnet_id:
        raise ec2_refusal("MissingInput", "No subnets found for the default VPC. Please specify a subnet.")
    (instance,) = launch(
        props.get("ImageId", ""),
        props.get("InstanceType", "m1.small"),
        subnet_id,
        1,
        sg_ids=props.get("SecurityGroupIds") or first.get("GroupSet"),
        requested_private_ip=props.get("PrivateIpAddress") or first.get("PrivateIpAddress"),
    )
    provisioners._ec2_apply_tags(instance["InstanceId"], props)
    return instance["InstanceId"], _attributes(instance)


def update(instance_id: str, old: Props, new: Props, stack_name: str) -> Created:
    """Groups and tags change in place; what would move the instance replaces it."""
    instance, eni = ec2._instances.get(instance_id), interface_of(instance_id)
    if instance is None or eni is None:
        raise ec2_refusal("InvalidInstanceID.NotFound", f"The instance ID '{instance_id}' does not exist")
    first = (new.get("NetworkInterfaces") or [{}])[0]
    groups = groups_or_default(new.get("SecurityGroupIds") or first.get("GroupSet") or [], eni["VpcId"])
    views = [{"GroupId": gid, "GroupName": ec2._security_groups[gid]["GroupName"]} for gid in groups]
    instance["SecurityGroups"] = eni["Groups"] = views
    instance["InstanceType"] = new.get("InstanceType", "m1.small")
    provisioners._ec2_apply_tags(instance_id, new, old)
    return instance_id, _attributes(instance)


def delete(instance_id: str, props: Props) -> None:
    if instance_id in ec2._instances:
        terminate_instances({"InstanceId.1": [instance_id]})
        ec2._tags.pop(instance_id, None)


def _attributes(instance: dict[str, Any]) -> dict[str, Any]:
    return {
        "AvailabilityZone": instance["Placement"]["AvailabilityZone"],
        "InstanceId": instance["InstanceId"],
        "PrivateDnsName": instance["PrivateDnsName"],
        "PrivateIp": instance["PrivateIpAddress"],
        "PublicDnsName": instance["PublicDnsName"],
        "PublicIp": instance["PublicIpAddress"],
        "VpcId": instance["VpcId"],
    }
