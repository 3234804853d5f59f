"""Invoking another account's function by its ARN, where the function's policy lets the caller's account in."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from ministack.core.responses import error_response_json, get_account_id, get_region, request_scope
from ministack.services import lambda_svc

from .refusal import Response

_INVOKE = re.compile(
    r"/functions/(?P<arn>arn:[^:]+:lambda:(?P<region>[^:]+):(?P<account>\d{12}):function:(?P<name>[^:/]+))(?::[^/]+)?"
    r"/(?:invocations|response-streaming-invocations)$"
)
_ACTIONS = ("lambda:InvokeFunction", "lambda:Invoke*", "lambda:*", "*")


def install() -> None:
    plain = lambda_svc.handle_request

    async def handle_request(method: str, path: str, headers: Any, body: bytes, query: Any) -> Response:
        called = _INVOKE.search(unquote(path))
        caller = get_account_id()
        if called is None or called["account"] == caller or called["region"] != get_region():
            response: Response = await plain(method, path, headers, body, query)
            return response
        if not may_invoke(caller, called["account"], called["region"], called["name"]):
            return error_response_json(
                "AccessDeniedException",
                f"User: arn:aws:iam::{caller}:root is not authorized to perform: lambda:InvokeFunction on resource: "
                f"{called['arn']} because no resource-based policy allows the lambda:InvokeFunction action",
                403,
            )
        # The emulator looks a function up in the request's own account only.
        with request_scope(called["account"], called["region"]):
            response = await plain(method, path, headers, body, query)
            return response

    lambda_svc.handle_request = handle_request


def may_invoke(caller: str, account: str, region: str, name: str) -> bool:
    """Whether the function's policy names the caller's account; its conditions are not evaluated."""
    function = lambda_svc._functions.get_scoped(account, region, name)
    statements = ((function or {}).get("policy") or {}).get("Statement") or []
    return any(
        statement.get("Effect") == "Allow"
        and any(action in _ACTIONS for action in _listed(statement.get("Action")))
        and any(_is_of(caller, principal) for principal in _principals(statement.get("Principal")))
        for statement in statements
    )


def _principals(principal: Any) -> list[str]:
    return _listed(principal.get("AWS") if isinstance(principal, dict) else principal)


def _is_of(account: str, principal: str) -> bool:
    return principal in ("*", account) or re.match(rf"arn:[^:]+:(?:iam|sts)::{account}:", principal) is not None


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []
