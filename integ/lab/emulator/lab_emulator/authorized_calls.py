"""Calls that the data plane has authorized already: the emulator neither runs the authorizer again nor decides otherwise."""

from __future__ import annotations

import base64
import contextvars
import json
from typing import Any

from ministack.services import apigateway_v1 as v1

# Set by the data plane on each forwarded call, whatever the caller sent: the authorizer's context, and who signed.
HEADER = "x-lab-authorized"

_COGNITO = ("AuthenticationProvider", "AuthenticationType", "IdentityId", "IdentityPoolId")
_NO_COGNITO = {f"cognito{name}": None for name in _COGNITO}
_signer: contextvars.ContextVar[dict[str, Any] | None] = contextvars.ContextVar("lab_signer", default=None)


def install() -> None:
    plain_authorize, plain_identity = v1._authorize_request_v1, v1._iam_caller_identity

    async def authorize(
        api_id: str, stage_name: str, method_obj: Any, method: str, path: str, resource: Any, headers: Any, *more: Any
    ) -> Any:
        header = headers.pop(HEADER, None)
        if header is None:
            return await plain_authorize(api_id, stage_name, method_obj, method, path, resource, headers, *more)
        decided = json.loads(base64.b64decode(header))
        _signer.set(decided.get("signer"))
        return None, decided.get("authorizer")

    def identity(headers: Any, query_params: Any) -> Any:
        # The emulator looks for the key in the API's account, where the key of another account is nobody's.
        signer = _signer.get()
        return {**_NO_COGNITO, **signer} if signer else plain_identity(headers, query_params)

    v1._authorize_request_v1 = authorize
    v1._iam_caller_identity = identity
