"""Deployments: what a stage enforces is what its deployment saw, not what the API says now."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import Any

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import apigateway_v1 as v1
from ministack.services.cloudformation import provisioners

from . import authorizers
from .refusal import Refusal, Response, apigateway_refusal
from .rest_apis import api_record

Props = dict[str, Any]
Data = dict[str, Any]
Created = tuple[str, dict[str, Any]]

_plain_create = v1._create_deployment
_plain_delete = v1._delete_deployment


@dataclass(frozen=True)
class Snapshot:
    policy: str | None
    vpc_endpoint_ids: list[str]
    disable_execute_api_endpoint: bool
    is_strict: bool
    methods: list[dict[str, Any]]


# (api id, deployment id) -> what was deployed; per account and Region.
SNAPSHOTS = AccountRegionScopedDict()


def create(api_id: str, data: Data) -> Response:
    api = api_record(api_id)
    if api["endpointConfiguration"]["types"] == ["PRIVATE"] and not api.get("policy"):
        raise apigateway_refusal("Private REST API doesn't have a resource policy attached to it")
    methods = methods_of(api_id)
    if not methods:
        raise apigateway_refusal("The REST API doesn't contain any methods")
    response: Response = _plain_create(api_id, data)
    if response[0] < 400:
        SNAPSHOTS[(api_id, json.loads(response[2])["id"])] = Snapshot(
            policy=api.get("policy"),
            vpc_endpoint_ids=list(api["endpointConfiguration"].get("vpcEndpointIds", [])),
            disable_execute_api_endpoint=bool(api.get("disableExecuteApiEndpoint")),
            is_strict=api.get("endpointAccessMode") == "STRICT",
            methods=methods,
        )
    return response


def methods_of(api_id: str) -> list[dict[str, Any]]:
    methods = []
    for resource in v1._resources.get(api_id, {}).values():
        for name, method in resource["resourceMethods"].items():
            if not method.get("methodIntegration"):
                raise apigateway_refusal("No integration defined for method")
            report = {
                "path": resource["path"],
                "resourceId": resource["id"],
                "httpMethod": name,
                "authorizationType": method.get("authorizationType") or "NONE",
                "apiKeyRequired": str(method.get("apiKeyRequired")).lower() == "true",
                "integrationTimeout": int(method["methodIntegration"].get("timeoutInMillis") or 29_000),
            }
            authorizer = authorizers.of_method(api_id, method)
            methods.append({**report, "authorizer": authorizer} if authorizer else report)
    return copy.deepcopy(sorted(methods, key=lambda method: (method["path"], method["httpMethod"])))


def delete(api_id: str, deployment_id: str) -> Response:
    stages = v1._stages_v1.get(api_id, {}).values()
    if any(stage.get("deploymentId") == deployment_id for stage in stages):
        raise apigateway_refusal("Active stages pointing to this deployment must be moved or deleted")
    SNAPSHOTS.pop((api_id, deployment_id), None)
    response: Response = _plain_delete(api_id, deployment_id)
    return response


def check_exists(api_id: str, deployment_id: str) -> None:
    if deployment_id not in v1._deployments_v1.get(api_id, {}):
        raise apigateway_refusal("Invalid Deployment identifier specified", "NotFoundException", 404)


def create_resource(logical_id: str, props: Props, stack_name: str) -> Created:
    stage_name, stage_description, variables = provisioners._apigw_deployment_stage(props)
    status, _, body = create(
        props.get("RestApiId", ""),
        {
            "description": props.get("Description", ""),
            "stageName": stage_name,
            "stageDescription": stage_description,
            "variables": variables,
        },
    )
    answer = json.loads(body)
    if status >= 400:
        raise Refusal("ApiGateway", answer["__type"], answer["message"], status)
    return answer["id"], {"DeploymentId": answer["id"]}


def delete_resource(deployment_id: str, props: Props) -> None:
    api_id = props.get("RestApiId", "")
    if deployment_id in v1._deployments_v1.get(api_id, {}):
        delete(api_id, deployment_id)
