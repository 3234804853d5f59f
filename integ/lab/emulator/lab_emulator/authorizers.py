"""The authorizer of a method as of its deployment, and whether API Gateway may call its function."""

from __future__ import annotations

import json
import re
from typing import Any

from ministack.services import apigateway_v1 as v1
from ministack.services import lambda_svc

Json = dict[str, Any]

_FUNCTION_ARN = re.compile(
    r"arn:[^:]+:lambda:(?P<region>[^:]+):(?P<account>\d{12}):function:(?P<name>[^:/]+)(?::[^/]+)?"
)


def of_method(api_id: str, method: Json) -> Json | None:
    """`None` for a method without one, or with one that is gone."""
    record = v1._authorizers_v1.get(api_id, {}).get(method.get("authorizerId") or "")
    if record is None:
        return None
    found: Json = {
        "id": record["id"],
        "name": record["name"],
        "type": record["type"],
        "identitySource": record.get("identitySource") or "",
        "identityValidation": record.get("identityValidationExpression") or "",
        "ttl": v1._authorizer_ttl(record),
        "usesRole": bool(record.get("authorizerCredentials")),
    }
    function_arn = v1._extract_lambda_ref_from_integration_uri(record.get("authorizerUri") or "")
    return {**found, "functionArn": function_arn} if function_arn else found


def with_function_policy(authorizer: Json) -> Json:
    """The function and its policy are not part of a deployment: as they are now."""
    named = _FUNCTION_ARN.fullmatch(authorizer.get("functionArn", ""))
    function = named and lambda_svc._functions.get_scoped(named["account"], named["region"], named["name"])
    return {**authorizer, "functionPolicy": json.dumps(function["policy"])} if function else authorizer


def api_keys() -> list[Json]:
    """Enabled and disabled keys with the stages that their usage plans cover."""
    keys: list[Json] = []
    for (account, region, key_id), key in list(v1._api_keys._data.items()):
        stages = [
            {"apiId": entry.get("apiId"), "stage": entry.get("stage")}
            for (_, _, plan_id), plan in list(v1._usage_plans._data.items())
            if key_id in (v1._usage_plan_keys.get_scoped(account, region, plan_id) or {})
            for entry in plan.get("apiStages") or []
        ]
        enabled = bool(key.get("enabled", True))
        keys.append({"id": key_id, "account": account, "value": key["value"], "enabled": enabled, "stages": stages})
    return keys

