"""`GET /_lab/state`: what is deployed, of all accounts and Regions, in the shape of `../../state.ts`."""

from __future__ import annotations

from typing import Any

from ministack.services import apigateway_v1 as v1
from ministack.services import ec2, lambda_svc

from . import authorizers, peering, prefix_lists, resolver_endpoints, signers
from .deployments import SNAPSHOTS
from .endpoint_policy import policy_text
from .function_network import interface_of as function_interface
from .function_network import settle_interfaces
from .group_rules import Rule, ports_of, protocol_name, single_rules
from .hosted_zone_report import hosted_zones
from .loopback_addresses import function_identity, loopback_of

Json = dict[str, Any]

# An instance that is stopped or terminated calls nobody.
_CALLING_STATES = ("pending", "running")


def collect(version: int, black_hole: str) -> Json:
    """`version` must have been read before: a change in between then makes the copy look old, never new."""
    settle_interfaces()
    return {
        "version": version,
        "blackHole": black_hole,
        "vpcs": [_vpc(*key, record) for key, record in _all(ec2._vpcs)],
        "securityGroups": [_group(*key, record) for key, record in _all(ec2._security_groups)],
        "endpoints": [
            _endpoint(*key, record)
            for key, record in _all(ec2._vpc_endpoints)
            if record["VpcEndpointType"] == "Interface"
        ],
        "hostedZones": hosted_zones(),
        "prefixLists": prefix_lists.report(),
        "peerings": peering.report(),
        "resolverEndpoints": resolver_endpoints.report(),
        "sites": [],
        "callers": [
            *(_function(*key, record) for key, record in _all(lambda_svc._functions)),
            *(
                _instance(*key, record)
                for key, record in _all(ec2._instances)
                if record["State"]["Name"] in _CALLING_STATES
            ),
        ],
        "apis": [_api(*key, record) for key, record in _all(v1._rest_apis)],
        "apiKeys": authorizers.api_keys(),
        **signers.report(),
    }


def _all(store: Any) -> list[tuple[tuple[str, str, str], Any]]:
    """Every account's and Region's records with their (account, region, id)."""
    return list(store._data.items())


def _vpc(account: str, region: str, vpc_id: str, vpc: Json) -> Json:
    return {
        "id": vpc_id,
        "account": account,
        "region": region,
        "cidrs": [vpc["CidrBlock"]],
        "enableDnsSupport": vpc.get("EnableDnsSupport", True),
        "enableDnsHostnames": vpc.get("EnableDnsHostnames", False),
    }


def _group(account: str, region: str, group_id: str, group: Json) -> Json:
    return {
        "id": group_id,
        "account": account,
        "vpcId": group["VpcId"],
        "ingress": [_rule(rule) for rule in single_rules(group["IpPermissions"])],
        "egress": [_rule(rule) for rule in single_rules(group["IpPermissionsEgress"])],
    }


def _rule(rule: Rule) -> Json:
    low, high = ports_of(rule)
    return {
        "protocol": protocol_name(rule["IpProtocol"]),
        "fromPort": low,
        "toPort": high,
        "cidrs": [entry["CidrIp"] for entry in rule["IpRanges"]]
        + [entry["CidrIpv6"] for entry in rule["Ipv6Ranges"]],
        "groupIds": [entry["GroupId"] for entry in rule["UserIdGroupPairs"]],
        "prefixListIds": [entry["PrefixListId"] for entry in rule["PrefixListIds"]],
    }


def _endpoint(account: str, region: str, endpoint_id: str, endpoint: Json) -> Json:
    interfaces = [
        ec2._network_interfaces.get_scoped(account, region, eni_id) for eni_id in endpoint["NetworkInterfaceIds"]
    ]
    report = {
        "id": endpoint_id,
        "account": account,
        "region": region,
        "vpcId": endpoint["VpcId"],
        "serviceName": endpoint["ServiceName"],
        "privateDnsEnabled": bool(endpoint["PrivateDnsEnabled"]),
        "securityGroupIds": endpoint["SecurityGroupIds"],
        "dnsSuffix": endpoint["DnsSuffix"],
        "interfaces": [
            {
                "id": eni["NetworkInterfaceId"],
                "subnetId": eni["SubnetId"],
                "availabilityZone": eni["AvailabilityZone"],
                "address": eni["PrivateIpAddress"],
            }
            for eni in interfaces
        ],
    }
    policy = policy_text(endpoint["PolicyDocument"])
    return {**report, "policy": policy} if policy else report


def _function(account: str, region: str, name: str, function: Json) -> Json:
    report = {
        "kind": "function",
        "name": name,
        "account": account,
        "region": region,
        "loopback": loopback_of(function_identity(function["config"]["FunctionArn"])),
    }
    eni = function_interface(account, region, name)
    return {**report, "network": _network(eni)} if eni else report


def _instance(account: str, region: str, instance_id: str, instance: Json) -> Json:
    tags = ec2._tags.get_scoped(account, region, instance_id) or []
    label = next((tag["Value"] for tag in tags if tag["Key"] == "Name"), None)
    report = {
        "kind": "instance",
        "name": instance_id,
        "account": account,
        "region": region,
        "loopback": loopback_of(instance_id),
        "network": {
            "vpcId": instance["VpcId"],
            "subnetId": instance["SubnetId"],
            "address": instance["PrivateIpAddress"],
            "securityGroupIds": [group["GroupId"] for group in instance["SecurityGroups"]],
        },
    }
    return {**report, "label": label} if label else report


def _network(eni: Json) -> Json:
    return {
        "vpcId": eni["VpcId"],
        "subnetId": eni["SubnetId"],
        "address": eni["PrivateIpAddress"],
        "securityGroupIds": [group["GroupId"] for group in eni["Groups"]],
    }


def _api(account: str, region: str, api_id: str, api: Json) -> Json:
    stages = v1._stages_v1.get_scoped(account, region, api_id, {})
    return {
        "id": api_id,
        "account": account,
        "region": region,
        "name": api["name"],
        "endpointType": api["endpointConfiguration"]["types"][0],
        "disableExecuteApiEndpoint": bool(api.get("disableExecuteApiEndpoint")),
        "apiKeySource": api.get("apiKeySource") or "HEADER",
        "stages": [_stage(account, region, api_id, stage) for stage in list(stages.values())],
    }


def _stage(account: str, region: str, api_id: str, stage: Json) -> Json:
    deployment_id = stage["deploymentId"]
    snapshot = SNAPSHOTS.get_scoped(account, region, (api_id, deployment_id))
    deployment: Json = {
        "vpcEndpointIds": snapshot.vpc_endpoint_ids,
        "disableExecuteApiEndpoint": snapshot.disable_execute_api_endpoint,
        "isStrict": snapshot.is_strict,
        "methods": [_method(method) for method in snapshot.methods],
        "gatewayResponses": _gateway_responses(account, region, api_id, deployment_id),
    }
    if snapshot.policy:
        deployment["policy"] = snapshot.policy
    report = {
        "name": stage["stageName"],
        "deploymentId": deployment_id,
        "deployment": deployment,
        "variables": stage.get("variables") or {},
    }
    log = stage.get("accessLogSettings") or {}
    return {**report, "accessLog": log} if log.get("destinationArn") else report


def _method(method: Json) -> Json:
    authorizer = method.get("authorizer")
    return {**method, "authorizer": authorizers.with_function_policy(authorizer)} if authorizer else method


def _gateway_responses(account: str, region: str, api_id: str, deployment_id: str) -> Json:
    customised = v1._deployed_gateway_responses.get_scoped(account, region, api_id, {}).get(deployment_id, {})
    return {kind: _gateway_response(response) for kind, response in customised.items()}


def _gateway_response(response: Json) -> Json:
    report: Json = {
        "parameters": response.get("responseParameters") or {},
        "templates": response.get("responseTemplates") or {},
    }
    status = response.get("statusCode")
    return {**report, "statusCode": int(status)} if status else report
