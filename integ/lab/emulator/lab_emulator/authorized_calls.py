"""Calls that the data plane has authorized already: the emulator neither runs the authorizer again nor decides otherwise."""

from __future__ import annotations

import base64
import contextvars
import json
from typing import Any

from ministack.services import apigateway_v1 as v1

from . import proxy_event

# Set by the data plane on each forwarded call, whatever the caller sent: the authorizer's context, who signed, and the call as it arrived.
HEADER = "x-lab-authorized"

_COGNITO = ("AuthenticationProvider", "AuthenticationType", "IdentityId", "IdentityPoolId")
_NO_COGNITO = {f"cognito{name}": None for name in _COGNITO}
_signer: contextvars.ContextVar[dict[str, Any] | None] = contextvars.ContextVar("lab_signer", default=None)
_call: contextvars.ContextVar[dict[str, Any] | None] = contextvars.ContextVar("lab_call", default=None)


def install() -> None:
    plain_authorize, plain_identity = v1._authorize_request_v1, v1._iam_caller_identity
    plain_event = v1._build_lambda_event_v1

    async def authorize(
        api_id: str, stage_name: str, method_obj: Any, method: str, path: str, resource: Any, headers: Any, *more: Any
    ) -> Any:
        header = headers.pop(HEADER, None)
        if header is None:
            return await plain_authorize(api_id, stage_name, method_obj, method, path, resource, headers, *more)
        decided = json.loads(base64.b64decode(header))
        _signer.set(decided.get("signer"))
        _call.set(decided.get("call"))
        return None, decided.get("authorizer")

    def identity(headers: Any, query_params: Any) -> Any:
        # The emulator looks for the key in the API's account, where the key of another account is nobody's.
        signer = _signer.get()
        return {**_NO_COGNITO, **signer} if signer else plain_identity(headers, query_params)

    def event(*arguments: Any, **options: Any) -> dict[str, Any]:
        made: dict[str, Any] = plain_event(*arguments, **options)
        call = _call.get()
        return made if call is None else proxy_event.complete(made, call)

    v1._authorize_request_v1 = authorize
    v1._build_lambda_event_v1 = event
    v1._iam_caller_identity = identity
