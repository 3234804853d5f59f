"""The CloudFormation types whose gaps are closed here, and the properties that replace a resource."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services.cloudformation import provisioners, stacks

from . import (
    deployments,
    endpoint_types,
    function_network,
    hosted_zones,
    instances,
    nat_gateways,
    peering,
    prefix_lists,
    record_sets,
    resolver_endpoints,
    rest_api_type,
    role_type,
    security_group_types,
    stages,
    vpc_types,
)

Handlers = dict[str, Any]

_RULE_IDENTITY = ("IpProtocol", "FromPort", "ToPort", "CidrIp", "CidrIpv6", "GroupId", "GroupName")

# "Update requires: Replacement" of the resource references,
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
_REPLACING: dict[str, tuple[str, ...]] = {
    "AWS::EC2::VPCEndpoint": ("VpcId", "ServiceName", "VpcEndpointType"),
    "AWS::EC2::SecurityGroupIngress": (
        *_RULE_IDENTITY,
        "SourcePrefixListId",
        "SourceSecurityGroupId",
        "SourceSecurityGroupName",
        "SourceSecurityGroupOwnerId",
    ),
    "AWS::EC2::SecurityGroupEgress": (*_RULE_IDENTITY, "DestinationPrefixListId", "DestinationSecurityGroupId"),
    "AWS::EC2::Instance": ("ImageId", "SubnetId", "PrivateIpAddress", "AvailabilityZone", "KeyName"),
    "AWS::EC2::EIP": ("Domain", "NetworkBorderGroup", "TransferAddress"),
    "AWS::EC2::NatGateway": ("AllocationId", "ConnectivityType", "PrivateIpAddress", "SubnetId"),
    "AWS::EC2::FlowLog": (
        "DeliverLogsPermissionArn",
        "LogDestination",
        "LogDestinationType",
        "LogFormat",
        "LogGroupName",
        "MaxAggregationInterval",
        "ResourceId",
        "ResourceType",
        "TrafficType",
    ),
    "AWS::EC2::PrefixList": ("AddressFamily",),
    "AWS::EC2::VPCPeeringConnection": ("PeerOwnerId", "PeerRegion", "PeerRoleArn", "PeerVpcId", "VpcId"),
    "AWS::Route53Resolver::ResolverEndpoint": ("Direction", "OutpostArn", "PreferredInstanceType", "SecurityGroupIds"),
    "AWS::ApiGateway::RestApi": (),
    "AWS::ApiGateway::Stage": ("RestApiId", "StageName"),
}

_NEW_TAGGED = (
    "AWS::EC2::EIP",
    "AWS::EC2::FlowLog",
    "AWS::EC2::Instance",
    "AWS::EC2::NatGateway",
    "AWS::EC2::PrefixList",
    "AWS::EC2::VPCPeeringConnection",
    "AWS::Route53Resolver::ResolverEndpoint",
)


def _handlers() -> dict[str, Handlers]:
    groups, endpoints = security_group_types, endpoint_types
    return {
        "AWS::EC2::VPC": {"create": vpc_types.create_vpc, "update": vpc_types.update_vpc},
        "AWS::EC2::Subnet": {"create": vpc_types.create_subnet, "update": vpc_types.update_subnet},
        "AWS::EC2::SecurityGroup": {
            "create": groups.create_group,
            "update": groups.update_group,
            "delete": groups.delete_group,
        },
        "AWS::EC2::SecurityGroupIngress": {
            "create": groups.create_ingress,
            "update": groups.update_rule,
            "delete": groups.delete_ingress,
        },
        "AWS::EC2::SecurityGroupEgress": {
            "create": groups.create_egress,
            "update": groups.update_rule,
            "delete": groups.delete_egress,
        },
        "AWS::EC2::VPCEndpoint": {
            "create": endpoints.create,
            "update": endpoints.update,
            "delete": endpoints.delete,
        },
        "AWS::EC2::Instance": {"create": instances.create, "update": instances.update, "delete": instances.delete},
        "AWS::EC2::EIP": {
            "create": nat_gateways.create_address,
            "update": nat_gateways.update_address,
            "delete": nat_gateways.delete_address,
        },
        "AWS::EC2::NatGateway": {
            "create": nat_gateways.create_gateway,
            "update": nat_gateways.update_gateway,
            "delete": nat_gateways.delete_gateway,
        },
        "AWS::EC2::FlowLog": {
            "create": nat_gateways.create_flow_log,
            "update": nat_gateways.update_flow_log,
            "delete": nat_gateways.delete_flow_log,
        },
        "AWS::EC2::PrefixList": {
            "create": prefix_lists.create,
            "update": prefix_lists.update,
            "delete": prefix_lists.delete,
        },
        "AWS::EC2::VPCPeeringConnection": {"create": peering.create, "update": peering.update, "delete": peering.delete},
        "AWS::Route53Resolver::ResolverEndpoint": {
            "create": resolver_endpoints.create,
            "update": resolver_endpoints.update,
            "delete": resolver_endpoints.delete,
        },
        "AWS::Route53::HostedZone": {
            "create": hosted_zones.create,
            "update": hosted_zones.update,
            "delete": hosted_zones.delete,
        },
        "AWS::Route53::RecordSet": {"create": record_sets.create, "update": record_sets.update},
        "AWS::IAM::Role": {"create": role_type.create, "update": role_type.update},
        "AWS::Lambda::Function": {
            "create": function_network.create,
            "update": function_network.update,
            "delete": function_network.delete,
        },
        "AWS::ApiGateway::RestApi": {
            "create": rest_api_type.create,
            "update": rest_api_type.update,
            "delete": rest_api_type.delete,
        },
        "AWS::ApiGateway::Deployment": {"create": deployments.create_resource, "delete": deployments.delete_resource},
        "AWS::ApiGateway::Stage": {
            "create": stages.create_resource,
            "update": stages.update_resource,
            "delete": stages.delete_resource,
        },
    }


def install(note_change: Callable[[], None]) -> None:
    """Register our handlers, and note a change after every handler, the emulator's own included."""
    registry = provisioners._RESOURCE_HANDLERS
    for resource_type, ours in _handlers().items():
        registry.setdefault(resource_type, {}).update(ours)
    provisioners._REPLACING_PROPERTIES.update(_REPLACING)
    for resource_type in _NEW_TAGGED:
        provisioners._STACK_TAG_PROPERTY[resource_type] = ("Tags", "list")
    for handlers in registry.values():
        for step in ("create", "update", "delete", "import"):
            if step in handlers:
                handlers[step] = _noting(handlers[step], note_change)
    # The engine deletes a replaced resource past the registry, and records an event of it.
    stacks._add_event = _noting(stacks._add_event, note_change)


def _noting(step: Callable[..., Any], note_change: Callable[[], None]) -> Callable[..., Any]:
    def noted(*args: Any, **kwargs: Any) -> Any:
        try:
            return step(*args, **kwargs)
        finally:
            note_change()

    return noted
