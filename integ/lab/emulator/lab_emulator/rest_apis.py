"""REST APIs through the API: ids, endpoint configuration and policy as API Gateway keeps them."""

from __future__ import annotations

import copy
import json
import secrets
import string
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import apigateway_v1 as v1

from .access_mode import checked_access
from .endpoint_configuration import configuration_of, patched
from .openapi_import import overwrite_from
from .refusal import Response, apigateway_refusal
from .resource_policy import stored_policy

Data = dict[str, Any]

_plain_create = v1._create_rest_api
_plain_update = v1._update_rest_api

# The emulator's own tag for choosing an id; its ids are 8 hexadecimal digits, AWS's are 10 letters and digits.
_ID_TAG = "ms-custom-id"


def new_api_id() -> str:
    alphabet = string.ascii_lowercase + string.digits
    return "".join(secrets.choice(alphabet) for _ in range(10))


def policy_for(api_id: str, policy: Any) -> str | None:
    return stored_policy(policy, get_account_id(), get_region(), api_id)


def api_record(api_id: str) -> Data:
    api: Data | None = v1._rest_apis.get(api_id)
    if api is None:
        raise apigateway_refusal("Invalid API identifier specified", "NotFoundException", 404)
    return api


def create(data: Data) -> Response:
    tags = dict(data.get("tags") or {})
    api_id = tags.get(_ID_TAG) or new_api_id()
    wanted = {**data, "tags": {**tags, _ID_TAG: api_id}, "policy": policy_for(api_id, data.get("policy"))}
    wanted["endpointConfiguration"] = configuration_of(data.get("endpointConfiguration"))
    access = checked_access(data.get("securityPolicy"), data.get("endpointAccessMode"))
    response: Response = _plain_create(wanted)
    if response[0] >= 400:
        return response
    api = api_record(api_id)
    api["tags"] = tags
    api.update(access)
    v1._v1_tags[v1._rest_api_arn(api_id)] = dict(tags)
    return v1._v1_response(v1._rest_api_view(api), 201)


def update(api_id: str, data: Data) -> Response:
    """PATCH: the emulator stores `/policy` as sent and replaces a whole list by one endpoint id."""
    changed = copy.deepcopy(api_record(api_id))
    other = []
    for patch in data.get("patchOperations") or []:
        operation, value = patch.get("op", "replace"), patch.get("value")
        path = patch.get("path", "").strip("/").split("/")
        if path == ["policy"]:
            changed["policy"] = policy_for(api_id, None if operation == "remove" else value)
        elif path[0] == "endpointConfiguration" and len(path) > 1:
            configuration = patched(changed["endpointConfiguration"], operation, path[1:], value)
            changed["endpointConfiguration"] = configuration
        elif path == ["disableExecuteApiEndpoint"]:
            changed["disableExecuteApiEndpoint"] = str(value).lower() == "true"
        elif path in (["securityPolicy"], ["endpointAccessMode"]):
            changed[path[0]] = value
        else:
            other.append(patch)
    changed.update(checked_access(changed.get("securityPolicy"), changed.get("endpointAccessMode")))
    api_record(api_id).update(changed)
    response: Response = _plain_update(api_id, {"patchOperations": other})
    return response


def put(api_id: str, body: bytes, mode: str) -> Response:
    api = api_record(api_id)
    if mode != "overwrite":
        # `merge` (the API's default) keeps what the definition does not name; nobody in the lab needs it yet.
        raise apigateway_refusal("The lab's PutRestApi knows mode=overwrite only.")
    overwrite_from(api_id, parsed_definition(body))
    return v1._v1_response(v1._rest_api_view(api))


def import_api(body: bytes, query: dict[str, list[str]]) -> Response:
    definition = parsed_definition(body)
    title = (definition.get("info") or {}).get("title", "")
    endpoint_type = (query.get("endpointConfigurationTypes") or [""])[0]
    response = create({"name": title, "endpointConfiguration": {"types": [endpoint_type]} if endpoint_type else None})
    api_id = json.loads(response[2])["id"]
    overwrite_from(api_id, definition)
    return v1._v1_response(v1._rest_api_view(api_record(api_id)), 201)


def parsed_definition(body: bytes | str) -> Data:
    import yaml

    # YAML reads JSON, too.
    definition = yaml.safe_load(body)
    if not isinstance(definition, dict):
        raise apigateway_refusal("Invalid OpenAPI input.")
    return definition
