"""In front of the emulator's ASGI application: answers `/_lab/…`, and notes each request that can change the state."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from . import access_log
from .black_hole import BlackHole
from .changing_requests import FORM, can_change
from .state_report import collect
from .version_counter import VersionCounter

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


def lab_app(emulator: App, version: VersionCounter, black_hole: BlackHole) -> App:
    async def app(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await emulator(scope, receive, send)
        elif scope["path"] == "/_lab/health":
            await _answer(send, {"ok": True})
        elif scope["path"] == "/_lab/state":
            known = version.value
            await _answer(send, collect(known, black_hole.host_and_port))
        elif scope["path"] == "/_lab/access-log":
            body, _ = await _peeked(receive)
            await _answer(send, {"lost": access_log.write(json.loads(body))})
        else:
            await _pass_on(scope, receive, send)

    async def _pass_on(scope: Message, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        body, replay = await _peeked(receive) if headers.get("content-type", "").startswith(FORM) else (b"", receive)
        query = scope.get("query_string", b"").decode("latin-1")
        if not can_change(scope["method"], scope["path"], query, headers, body):
            await emulator(scope, replay, send)
            return

        async def send_after_bump(message: Message) -> None:
            # Before the caller can know that its change is done, the file says so.
            if message["type"] == "http.response.start":
                version.bump()
            await send(message)

        try:
            await emulator(scope, replay, send_after_bump)
        finally:
            # Also for a caller that hung up, and for what a handler does after it has answered.
            version.bump()

    return app


async def _peeked(receive: Receive) -> tuple[bytes, Receive]:
    """The whole body, and a `receive` that hands it on as if nobody had looked."""
    messages = []
    body = b""
    while True:
        message = await receive()
        messages.append(message)
        body += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body"):
            break

    async def replay() -> Message:
        return messages.pop(0) if messages else await receive()

    return body, replay


async def _answer(send: Send, value: Any) -> None:
    body = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
