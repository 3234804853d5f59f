"""Which requests to the emulator can change what is deployed. In doubt, a request can."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

_READ_VERBS = re.compile(r"^(?:Describe|Get|List|Lookup|Search|Filter|BatchGet|Validate|Detect|Estimate|Simulate)")
# Calls into what is deployed, and the lab's and the emulator's own questions.
_NO_CHANGE_PATHS = re.compile(
    r"^/_aws/execute-api/|^/_lab/|^/_ministack/(?:health|ready)$|"
    r"^/\d{4}-\d\d-\d\d/functions/[^/]+/(?:invocations|response-streaming-invocations|invoke-async)$"
)
FORM = "application/x-www-form-urlencoded"


def can_change(method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> bool:
    if _NO_CHANGE_PATHS.match(path):
        return False
    action = _action(query, headers, body)
    if action is None:
        return method not in ("GET", "HEAD", "OPTIONS")
    return not _READ_VERBS.match(action)


def _action(query: str, headers: dict[str, str], body: bytes) -> str | None:
    """The action of the JSON and query protocols; REST protocols name theirs by method and path."""
    target = headers.get("x-amz-target")
    if target:
        return target.rpartition(".")[2]
    form = body.decode("utf-8", errors="replace") if headers.get("content-type", "").startswith(FORM) else ""
    # The query protocol takes its action from the URL, too, even of a GET.
    for place in (form, query):
        if actions := parse_qs(place).get("Action"):
            return actions[0]
    return None
