"""AWS::ApiGateway::RestApi: updated in place whatever changes, the OpenAPI body included."""

from __future__ import annotations

import copy
import json
from typing import Any

from ministack.services import apigateway_v1 as v1
from ministack.services import lambda_svc
from ministack.services.cloudformation import provisioners

from . import rest_apis
from .access_mode import checked_access
from .endpoint_configuration import configuration_of
from .openapi_import import overwrite_from
from .refusal import apigateway_refusal

Props = dict[str, Any]
Created = tuple[str, dict[str, Any]]


def create(logical_id: str, props: Props, stack_name: str) -> Created:
    definition = _definition(props)
    data = _settings(props, definition)
    data["name"] = data["name"] or provisioners._physical_name(stack_name, logical_id, max_len=64)
    data["tags"] = provisioners._tag_map(props.get("Tags"))
    data["policy"] = props.get("Policy")
    _, _, body = rest_apis.create(data)
    api_id: str = json.loads(body)["id"]
    if definition is not None:
        try:
            overwrite_from(api_id, definition)
        except Exception:
            # A failed create leaves nothing behind: CloudFormation has no id to delete later.
            v1._delete_rest_api(api_id)
            raise
    return api_id, provisioners._apigw_rest_api_attrs(api_id)


def update(api_id: str, old: Props, new: Props, stack_name: str, logical_id: str | None = None) -> Created:
    api = rest_apis.api_record(api_id)
    definition = _definition(new)
    settings = _settings(new, definition)
    # Dropping the name keeps the present one; dropping the policy does, too: the deployed API stays protected by a
    # policy that no template shows. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-restapi.html
    settings["name"] = settings["name"] or api["name"]
    if new.get("Policy"):
        settings["policy"] = rest_apis.policy_for(api_id, new["Policy"])
    before = copy.deepcopy(api)
    api.update(settings)
    if definition is not None and (new.get("Body"), _location(new)) != (old.get("Body"), _location(old)):
        try:
            overwrite_from(api_id, definition)
        except Exception:
            api.update(before)
            raise
    provisioners._reconcile_tag_map(api["tags"], old, new)
    v1._v1_tags[v1._rest_api_arn(api_id)] = dict(api["tags"])
    return api_id, provisioners._apigw_rest_api_attrs(api_id)


def delete(api_id: str, props: Props) -> None:
    v1._delete_rest_api(api_id)


def _settings(props: Props, definition: Props | None) -> Props:
    parameters = props.get("Parameters") or {}
    given = props.get("EndpointConfiguration")
    if not given and parameters.get("endpointConfigurationTypes"):
        given = {"types": [parameters["endpointConfigurationTypes"]]}
    info = (definition or {}).get("info") or {}
    return {
        "name": props.get("Name") or info.get("title"),
        "description": props.get("Description") or info.get("description", ""),
        "endpointConfiguration": configuration_of(given),
        "binaryMediaTypes": props.get("BinaryMediaTypes") or [],
        "minimumCompressionSize": props.get("MinimumCompressionSize"),
        "apiKeySource": props.get("ApiKeySourceType", "HEADER"),
        "disableExecuteApiEndpoint": provisioners._cfn_bool(props.get("DisableExecuteApiEndpoint", False)),
        **checked_access(props.get("SecurityPolicy"), props.get("EndpointAccessMode")),
    }


def _location(props: Props) -> Any:
    return props.get("BodyS3Location")


def _definition(props: Props) -> Props | None:
    body = props.get("Body")
    if body:
        return body if isinstance(body, dict) else rest_apis.parsed_definition(body)
    location = _location(props)
    if not location:
        return None
    content = lambda_svc._fetch_code_from_s3(location["Bucket"], location["Key"], version_id=location.get("Version"))
    if content is None:
        raise apigateway_refusal(f"Unable to get the object {location['Key']} of the bucket {location['Bucket']}.")
    return rest_apis.parsed_definition(content)
