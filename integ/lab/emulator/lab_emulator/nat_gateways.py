"""AWS::EC2::EIP, NatGateway and FlowLog: what a plain CDK Vpc deploys beside its subnets. Recorded; no packet flows."""

from __future__ import annotations

import re
from typing import Any

from ministack.services import ec2
from ministack.services.cloudformation import provisioners

from .network_interfaces import add_interface, remove_interface, subnet_record
from .refusal import Refusal, Response, ec2_refusal

Props = dict[str, Any]
Created = tuple[str, dict[str, Any]]


def create_address(logical_id: str, props: Props, stack_name: str) -> Created:
    body = _answer(ec2._allocate_address({"Domain": [props.get("Domain", "vpc")]}))
    allocation_id, public_ip = _text(body, "allocationId"), _text(body, "publicIp")
    provisioners._ec2_apply_tags(allocation_id, props)
    return public_ip, {"AllocationId": allocation_id, "PublicIp": public_ip}


def update_address(public_ip: str, old: Props, new: Props, stack_name: str) -> Created:
    address = _address_record(public_ip)
    if address is None:
        raise ec2_refusal("InvalidAddress.NotFound", f"Address '{public_ip}' not found.")
    provisioners._ec2_apply_tags(address["AllocationId"], new, old)
    return public_ip, {"AllocationId": address["AllocationId"], "PublicIp": public_ip}


def delete_address(public_ip: str, props: Props) -> None:
    address = _address_record(public_ip)
    if address is not None:
        _answer(ec2._release_address({"AllocationId": [address["AllocationId"]]}))


def create_gateway(logical_id: str, props: Props, stack_name: str) -> Created:
    subnet_record(props["SubnetId"])
    body = _answer(
        ec2._create_nat_gateway(
            {
                "SubnetId": [props["SubnetId"]],
                "AllocationId": [props.get("AllocationId", "")],
                "ConnectivityType": [props.get("ConnectivityType", "public")],
            }
        )
    )
    gateway_id = _text(body, "natGatewayId")
    # It has an address of its subnet, which nobody else may get.
    eni = add_interface(props["SubnetId"], "nat_gateway", f"Interface for NAT Gateway {gateway_id}", [])
    ec2._nat_gateways[gateway_id]["LabInterface"] = eni["NetworkInterfaceId"]
    provisioners._ec2_apply_tags(gateway_id, props)
    return gateway_id, {"NatGatewayId": gateway_id, "EniId": eni["NetworkInterfaceId"]}


def update_gateway(gateway_id: str, old: Props, new: Props, stack_name: str) -> Created:
    provisioners._ec2_apply_tags(gateway_id, new, old)
    return gateway_id, {"NatGatewayId": gateway_id, "EniId": ec2._nat_gateways[gateway_id]["LabInterface"]}


def delete_gateway(gateway_id: str, props: Props) -> None:
    gateway = ec2._nat_gateways.get(gateway_id)
    if gateway is not None:
        remove_interface(gateway["LabInterface"])
        _answer(ec2._delete_nat_gateway({"NatGatewayId": [gateway_id]}))


def create_flow_log(logical_id: str, props: Props, stack_name: str) -> Created:
    # DeliverLogsPermissionArn, MaxAggregationInterval and the format have no effect: no traffic is recorded.
    wanted = {
        "ResourceId.1": [props["ResourceId"]],
        "ResourceType": [props.get("ResourceType", "VPC")],
        "TrafficType": [props.get("TrafficType", "ALL")],
        "LogDestinationType": [props.get("LogDestinationType", "cloud-watch-logs")],
        "LogDestination": [props.get("LogDestination", "")],
        "LogGroupName": [props.get("LogGroupName", "")],
    }
    flow_log_id = _text(_answer(ec2._create_flow_logs(wanted)), "item")
    provisioners._ec2_apply_tags(flow_log_id, props)
    return flow_log_id, {"Id": flow_log_id}


def update_flow_log(flow_log_id: str, old: Props, new: Props, stack_name: str) -> Created:
    provisioners._ec2_apply_tags(flow_log_id, new, old)
    return flow_log_id, {"Id": flow_log_id}


def delete_flow_log(flow_log_id: str, props: Props) -> None:
    _answer(ec2._delete_flow_logs({"FlowLogId.1": [flow_log_id]}))


def _address_record(public_ip: str) -> dict[str, Any] | None:
    return next((record for record in ec2._addresses.values() if record["PublicIp"] == public_ip), None)


def _answer(response: Response) -> str:
    status, _, body = response
    text = body.decode()
    if status >= 400:
        raise Refusal("Ec2", _text(text, "Code"), _text(text, "Message"), status)
    return text


def _text(xml: str, tag: str) -> str:
    match = re.search(rf"<{tag}>([^<]*)</{tag}>", xml)
    if match is None:
        raise ValueError(f"The emulator's answer has no <{tag}>.")
    return match[1]
