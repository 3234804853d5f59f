"""Puts our answers in place of the emulator's for the API actions whose gaps are closed here."""

from __future__ import annotations

from typing import Any

from ministack.services import apigateway_v1 as v1
from ministack.services import ec2, lambda_svc

from . import (
    authorized_calls,
    cross_account_invoke,
    deployments,
    endpoint_api,
    function_network,
    function_payloads,
    hosted_zones,
    instances,
    mock_integration,
    network_interfaces,
    resolver_endpoints,
    rest_apis,
    role_trust,
    security_group_api,
    security_group_types,
    stages,
    vpc_types,
)
from .api_scope import find_api_scope
from .refusal import Response, answer_refusals

Query = dict[str, list[str]]


def install() -> None:
    _install_ec2()
    _install_api_gateway()
    _install_lambda()
    hosted_zones.install()
    role_trust.install()


def _install_ec2() -> None:
    ec2._launch_instances_internal = instances.launch
    actions = {
        "AuthorizeSecurityGroupEgress": lambda params: security_group_api.authorize(params, egress=True),
        "AuthorizeSecurityGroupIngress": lambda params: security_group_api.authorize(params, egress=False),
        "CreateNetworkInterface": network_interfaces.create_interface,
        "CreateSubnet": vpc_types.create_subnet_api,
        "CreateVpc": vpc_types.create_vpc_api,
        "CreateVpcEndpoint": endpoint_api.create,
        "DeleteSecurityGroup": _delete_group,
        "DeleteVpcEndpoints": endpoint_api.delete,
        "DescribeVpcEndpoints": endpoint_api.describe,
        "ModifyVpcEndpoint": endpoint_api.modify,
        "RevokeSecurityGroupEgress": lambda params: security_group_api.revoke(params, egress=True),
        "RevokeSecurityGroupIngress": lambda params: security_group_api.revoke(params, egress=False),
        "RunInstances": instances.run_instances,
        "TerminateInstances": instances.terminate_instances,
    }
    for name, action in actions.items():
        ec2._ACTION_MAP[name] = answer_refusals(action)


_plain_delete_group = ec2._delete_security_group


def _delete_group(params: dict[str, Any]) -> Response:
    security_group_types.check_unused(ec2._p(params, "GroupId"))
    response: Response = _plain_delete_group(params)
    return response


def _install_api_gateway() -> None:
    v1.find_api_scope = find_api_scope
    v1._create_rest_api = answer_refusals(rest_apis.create)
    v1._update_rest_api = answer_refusals(rest_apis.update)
    v1._create_deployment = answer_refusals(deployments.create)
    v1._delete_deployment = answer_refusals(deployments.delete)
    v1._create_stage = answer_refusals(stages.create)
    v1._update_stage = answer_refusals(stages.update)
    plain_request, plain_reset = v1.handle_request, v1.reset

    async def handle_request(method: str, path: str, headers: Any, body: bytes, query: Query) -> Response:
        # Two routes the emulator lacks: PutRestApi, and ImportRestApi, which it takes for CreateRestApi.
        parts = path.strip("/").split("/")
        if parts[0] == "restapis" and method == "PUT" and len(parts) == 2:
            mode = (query.get("mode") or ["merge"])[0]
            return answer_refusals(rest_apis.put)(parts[1], body, mode)
        if parts == ["restapis"] and method == "POST" and query.get("mode") == ["import"]:
            return answer_refusals(rest_apis.import_api)(body, query)
        response: Response = await plain_request(method, path, headers, body, query)
        return response

    def reset() -> None:
        plain_reset()
        deployments.SNAPSHOTS.clear()
        resolver_endpoints.forget_all()

    authorized_calls.install()
    mock_integration.install()
    v1.handle_request = handle_request
    v1.reset = reset


def _install_lambda() -> None:
    plain_create, plain_update = lambda_svc._create_function, lambda_svc._update_config

    def create(data: dict[str, Any]) -> Response:
        function_network.check_vpc_config(data.get("VpcConfig"))
        response: Response = plain_create(data)
        function_network.settle_interfaces()
        return response

    def update(name: str, data: dict[str, Any]) -> Response:
        function_network.check_vpc_config(data.get("VpcConfig"))
        response: Response = plain_update(name, data)
        function_network.settle_interfaces()
        return response

    lambda_svc._create_function = answer_refusals(create)
    lambda_svc._update_config = answer_refusals(update)
    cross_account_invoke.install()
    function_payloads.install()
