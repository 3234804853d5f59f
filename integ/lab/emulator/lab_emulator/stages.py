"""Stages: they point to a deployment that exists, and log only where the account may log."""

from __future__ import annotations

import copy
from typing import Any

from ministack.services import apigateway_v1 as v1
from ministack.services.cloudformation import provisioners

from .deployments import check_exists
from .refusal import Response, apigateway_refusal
from .rest_apis import api_record

Props = dict[str, Any]
Data = dict[str, Any]
Created = tuple[str, dict[str, Any]]

_plain_create = v1._create_stage
_plain_update = v1._update_stage
_plain_delete = v1._delete_stage

_NO_ROLE = "CloudWatch Logs role ARN must be set in account settings to enable logging"
_LIVE_FIELDS = {
    "DeploymentId": "deploymentId",
    "Description": "description",
    "Variables": "variables",
    "CacheClusterSize": "cacheClusterSize",
    "DocumentationVersion": "documentationVersion",
    "ClientCertificateId": "clientCertificateId",
}


def create(api_id: str, data: Data) -> Response:
    api_record(api_id)
    check_exists(api_id, data.get("deploymentId", ""))
    if data.get("stageName") in v1._stages_v1.get(api_id, {}):
        raise apigateway_refusal("Stage already exists", "ConflictException", 409)
    check_logging(data)
    response: Response = _plain_create(api_id, data)
    return response


def update(api_id: str, stage_name: str, data: Data) -> Response:
    present = v1._stages_v1.get(api_id, {}).get(stage_name)
    if present is not None:
        outcome = copy.deepcopy(present)
        v1._apply_stage_patch(outcome, copy.deepcopy(data.get("patchOperations") or []))
        check_exists(api_id, outcome["deploymentId"])
        check_logging(outcome)
    response: Response = _plain_update(api_id, stage_name, data)
    return response


def check_logging(stage: Data) -> None:
    """Access logs to CloudWatch and execution logs need the account's role; access logs to Firehose do not."""
    destination = (stage.get("accessLogSettings") or {}).get("destinationArn") or ""
    levels = {str(settings.get("loggingLevel", "OFF")) for settings in (stage.get("methodSettings") or {}).values()}
    if (":logs:" in destination or levels & {"INFO", "ERROR"}) and not _has_log_role():
        raise apigateway_refusal(_NO_ROLE)
    stream = destination.rpartition(":deliverystream/")[2] if ":firehose:" in destination else None
    if stream is not None and not stream.startswith("amazon-apigateway-"):
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html
        raise apigateway_refusal("The name of an access log's Firehose stream must start with amazon-apigateway-")


def _has_log_role() -> bool:
    return bool((v1._account_settings.get("settings") or {}).get("cloudwatchRoleArn"))


def create_resource(logical_id: str, props: Props, stack_name: str) -> Created:
    stage_name: str = props.get("StageName", "")
    api_id = props.get("RestApiId", "")
    wanted = {"stageName": stage_name, **_settings(props)}
    create(api_id, wanted)
    stage = v1._stages_v1[api_id][stage_name]
    stage.update(wanted)
    stage["tags"] = provisioners._tag_map(props.get("Tags"))
    return stage_name, {"StageName": stage_name}


def update_resource(stage_name: str, old: Props, new: Props, stack_name: str) -> Created:
    api_id = new.get("RestApiId", "")
    stage = v1._stages_v1.get(api_id, {}).get(stage_name)
    if stage is None:
        raise apigateway_refusal("Invalid Stage identifier specified", "NotFoundException", 404)
    wanted = _settings(new)
    check_exists(api_id, wanted["deploymentId"])
    check_logging(wanted)
    stage.update(wanted)
    stage["lastUpdatedDate"] = v1._now_unix()
    provisioners._reconcile_tag_map(stage["tags"], old, new)
    return stage_name, {"StageName": stage_name}


def delete_resource(stage_name: str, props: Props) -> None:
    _plain_delete(props.get("RestApiId", ""), stage_name)


def _settings(props: Props) -> Data:
    settings: Data = {field: props.get(name) for name, field in _LIVE_FIELDS.items()}
    settings["deploymentId"] = props.get("DeploymentId", "")
    settings["description"] = props.get("Description", "")
    settings["variables"] = props.get("Variables") or {}
    settings["tracingEnabled"] = provisioners._cfn_bool(props.get("TracingEnabled", False))
    settings["cacheClusterEnabled"] = provisioners._cfn_bool(props.get("CacheClusterEnabled", False))
    settings["methodSettings"] = provisioners._apigw_method_settings(props.get("MethodSettings"))
    log = props.get("AccessLogSetting") or {}
    fields = {"destinationArn": log.get("DestinationArn"), "format": log.get("Format")}
    settings["accessLogSettings"] = {field: value for field, value in fields.items() if value}
    return settings
