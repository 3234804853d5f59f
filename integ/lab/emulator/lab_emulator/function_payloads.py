"""
What a function returned, byte for byte as its runtime writes it. On AWS, Invoke hands on the bytes that the runtime sent: Node's are
JSON.stringify's, without spaces; Python's are simplejson's, with them (the emulator's own way), see
https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/main/awslambdaric/lambda_runtime_marshaller.py
"""

from __future__ import annotations

import json
from typing import Any

from ministack.services import lambda_svc

from .refusal import Response


def install() -> None:
    plain = lambda_svc._invoke

    async def invoke(name: str, *arguments: Any, **options: Any) -> Response:
        status, headers, body = await plain(name, *arguments, **options)
        runtime = ((lambda_svc._functions.get(name) or {}).get("config") or {}).get("Runtime") or ""
        return status, headers, as_written_by(runtime, body) if status == 200 else body

    lambda_svc._invoke = invoke


def as_written_by(runtime: str, payload: bytes) -> bytes:
    """Numbers that the two languages write differently (1e-06, 0.000001) stay as Python writes them."""
    if not runtime.startswith("nodejs"):
        return payload
    try:
        return json.dumps(json.loads(payload), separators=(",", ":"), ensure_ascii=False).encode()
    except ValueError:
        return payload
