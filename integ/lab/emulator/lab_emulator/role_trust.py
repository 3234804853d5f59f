"""AssumeRole asks the role's trust policy, by the emulator's own evaluator, which it asks only where it authenticates everything else, too."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs

from ministack.core.iam_evaluator import EvalContext, evaluate_trust_policy
from ministack.core.responses import get_region
from ministack.services import iam, sts

from .refusal import Response

# What `cdk bootstrap` makes. The lab's accounts need no set-up, so these trust all of them, as after `cdk bootstrap --trust`.
_OF_THE_CDK = re.compile(r"cdk-[a-z0-9]+-(?:deploy|lookup|file-publishing|image-publishing)-role-\d{12}-[a-z0-9-]+")


def install() -> None:
    plain = sts.handle_request

    async def handle_request(method: str, path: str, headers: Any, body: bytes, query: dict[str, list[str]]) -> Response:
        params = _parameters(headers, body, query)
        if params.get("Action") == "AssumeRole" and (refusal := _refusal(params, headers, query)) is not None:
            return refusal
        response: Response = await plain(method, path, headers, body, query)
        return response

    sts.handle_request = handle_request


def _parameters(headers: Any, body: bytes, query: dict[str, list[str]]) -> dict[str, Any]:
    """Of both protocols: forms, and JSON, whose action is in a header."""
    given = {name: values[0] for name, values in query.items() if values}
    if "amz-json" in headers.get("content-type", ""):
        return {**given, **json.loads(body or b"{}"), "Action": headers.get("x-amz-target", "").rsplit(".", 1)[-1]}
    return {**given, **{name: values[0] for name, values in parse_qs(body.decode("utf-8", errors="replace")).items()}}


def _refusal(params: dict[str, Any], headers: Any, query: dict[str, list[str]]) -> Response | None:
    """A role that does not exist is left to the emulator. What is not known of the caller, its tags say, fails a condition on it."""
    role_arn = str(params.get("RoleArn", ""))
    account, name = role_arn.split(":")[4] if role_arn.count(":") > 4 else "", role_arn.rsplit("/", 1)[-1]
    role = iam._roles.get_scoped(account, None, name)
    if role is None or _OF_THE_CDK.fullmatch(name):
        return None
    caller = sts._caller_identity(headers, query)
    context = EvalContext(
        principal_arn=caller["userArn"],
        principal_type=caller["principalType"],
        principal_account=caller["accountId"],
        action="sts:AssumeRole",
        resource_arn=role_arn,
        region=get_region(),
        service_context={"sts:externalid": params.get("ExternalId"), "sts:rolesessionname": params.get("RoleSessionName")},
    )
    if evaluate_trust_policy(role.get("AssumeRolePolicyDocument", "{}"), caller["userArn"], context):
        return None
    text = f"User: {caller['userArn']} is not authorized to perform: sts:AssumeRole on resource: {role_arn}"
    response: Response = sts._error(403, "AccessDenied", text, ns="sts")
    return response
