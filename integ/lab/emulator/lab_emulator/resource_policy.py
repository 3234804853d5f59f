"""A REST API's resource policy as API Gateway stores it."""

from __future__ import annotations

import json
from typing import Any

from .refusal import apigateway_refusal

# Characters of the stored text; https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
POLICY_LIMIT = 8192
_SHORT_FORM = "execute-api:/"
_INVALID = "Invalid policy document. Please check the policy syntax and ensure that Principals are valid."


def stored_policy(policy: Any, account: str, region: str, api_id: str) -> str | None:
    """The policy with `execute-api:/…` expanded to the API's ARN, minified; refused where AWS refuses it."""
    if policy is None or policy == "":
        return None
    document = _parsed(policy)
    _check(document)
    text = json.dumps(expand(document, account, region, api_id), separators=(",", ":"), ensure_ascii=False)
    if len(text) > POLICY_LIMIT:
        # The quota is documented, the text of the refusal is not.
        raise apigateway_refusal(
            f"The resource policy has {len(text)} characters; the maximum is {POLICY_LIMIT}.", "LimitExceededException"
        )
    return text


def expand(document: dict[str, Any], account: str, region: str, api_id: str) -> dict[str, Any]:
    prefix = f"arn:{partition_of(region)}:execute-api:{region}:{account}:{api_id}/"

    def full(resource: Any) -> Any:
        if isinstance(resource, list):
            return [full(item) for item in resource]
        if isinstance(resource, str) and resource.startswith(_SHORT_FORM):
            return prefix + resource[len(_SHORT_FORM) :]
        return resource

    def statement(given: dict[str, Any]) -> dict[str, Any]:
        return {key: full(value) if key in ("Resource", "NotResource") else value for key, value in given.items()}

    given = document["Statement"]
    return {**document, "Statement": [statement(s) for s in given] if isinstance(given, list) else statement(given)}


def partition_of(region: str) -> str:
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def _parsed(policy: Any) -> dict[str, Any]:
    document = policy
    if isinstance(policy, str):
        try:
            document = json.loads(policy)
        except ValueError:
            raise apigateway_refusal(_INVALID) from None
    if not isinstance(document, dict):
        raise apigateway_refusal(_INVALID)
    return document


def _check(document: dict[str, Any]) -> None:
    given = document.get("Statement")
    statements = given if isinstance(given, list) else [given]
    if not statements or not all(_is_statement(statement) for statement in statements):
        raise apigateway_refusal(_INVALID)


def _is_statement(statement: Any) -> bool:
    if not isinstance(statement, dict) or statement.get("Effect") not in ("Allow", "Deny"):
        return False
    return all(
        (name in statement) != (f"Not{name}" in statement) for name in ("Principal", "Action", "Resource")
    )
