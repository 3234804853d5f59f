"""An OpenAPI definition with API Gateway's extensions, applied to an existing API under its own id.

The emulator's import makes a new API each time and keeps no templates, responses or `x-amazon-apigateway-any-method`.
"""

from __future__ import annotations

from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import apigateway_v1 as v1

from .endpoint_configuration import configuration_of
from .resource_policy import stored_policy

Data = dict[str, Any]

_ANY = "x-amazon-apigateway-any-method"
_METHODS = {"get", "post", "put", "delete", "patch", "head", "options", _ANY}
# Integration fields that the definition and the API spell alike.
_SAME_FIELDS = (
    "httpMethod",
    "uri",
    "credentials",
    "connectionType",
    "requestParameters",
    "requestTemplates",
    "timeoutInMillis",
    "contentHandling",
    "cacheKeyParameters",
)


def overwrite_from(api_id: str, definition: Data) -> None:
    """PutRestApi with mode=overwrite: resources and authorizers are the definition's; a policy it lacks stays."""
    api = v1._rest_apis[api_id]
    policy = definition.get("x-amazon-apigateway-policy")
    stored = stored_policy(policy, get_account_id(), get_region(), api_id)
    configuration = _configuration(definition, api["endpointConfiguration"])
    if stored:
        api["policy"] = stored
    api["endpointConfiguration"] = configuration
    if "x-amazon-apigateway-binary-media-types" in definition:
        api["binaryMediaTypes"] = list(definition["x-amazon-apigateway-binary-media-types"])
    _clear(api_id)
    schemes = v1._import_security_schemes(api_id, definition)
    for response_type, response in (definition.get("x-amazon-apigateway-gateway-responses") or {}).items():
        v1._put_gateway_response(api_id, response_type, _gateway_response(response))
    for path, item in (definition.get("paths") or {}).items():
        # With no operations the emulator's import makes the resources only.
        v1._import_path_item(api_id, path, {})
        resource_id = _resource_id(api_id, path)
        for name, operation in item.items():
            if name.lower() in _METHODS:
                method = "ANY" if name == _ANY else name.upper()
                _import_operation(api_id, resource_id, method, operation or {}, schemes, definition.get("security"))


def _configuration(definition: Data, present: Data) -> Data:
    extension = "x-amazon-apigateway-endpoint-configuration"
    places = [definition, *(definition.get("servers") or [])]
    given = next((place[extension] for place in places if extension in place), None)
    if not given or "vpcEndpointIds" not in given:
        return present
    return configuration_of({**present, "vpcEndpointIds": given["vpcEndpointIds"]})


def _clear(api_id: str) -> None:
    resources = v1._resources[api_id]
    root_id = _resource_id(api_id, "/")
    for resource_id in list(resources):
        if resource_id != root_id:
            del resources[resource_id]
    resources[root_id]["resourceMethods"] = {}
    v1._authorizers_v1[api_id] = {}
    v1._gateway_responses[api_id] = {}


def _resource_id(api_id: str, path: str) -> str:
    wanted = "/" + path.strip("/")
    return next(rid for rid, resource in v1._resources[api_id].items() if resource["path"] == wanted)


def _import_operation(
    api_id: str, resource_id: str, method: str, operation: Data, schemes: Data, default_security: Any
) -> None:
    security = operation.get("security", default_security)
    settings = v1._method_security(security, schemes)
    override = str((operation.get("x-amazon-apigateway-auth") or {}).get("type", "")).upper()
    if override in ("NONE", "AWS_IAM"):
        settings = {**settings, "authorizationType": override, "authorizerId": None}
    v1._put_method(api_id, resource_id, method, settings)
    for status in operation.get("responses") or {}:
        v1._put_method_response(api_id, resource_id, method, str(status), {})
    integration = operation.get("x-amazon-apigateway-integration")
    if integration:
        _import_integration(api_id, resource_id, method, integration)


def _import_integration(api_id: str, resource_id: str, method: str, integration: Data) -> None:
    data = {field: integration[field] for field in _SAME_FIELDS if field in integration}
    data["type"] = str(integration.get("type", "")).upper()
    if "passthroughBehavior" in integration:
        data["passthroughBehavior"] = str(integration["passthroughBehavior"]).upper()
    v1._put_integration(api_id, resource_id, method, data)
    for pattern, response in (integration.get("responses") or {}).items():
        v1._put_integration_response(
            api_id,
            resource_id,
            method,
            str(response.get("statusCode", "200")),
            {**response, "selectionPattern": "" if pattern == "default" else pattern},
        )


def _gateway_response(response: Data) -> Data:
    data: Data = {key: response[key] for key in ("responseParameters", "responseTemplates") if key in response}
    if "statusCode" in response:
        data["statusCode"] = str(response["statusCode"])
    return data
