"""What a MOCK integration answers with. It has no body of its own: what no response template writes is empty."""

from __future__ import annotations

import re
from typing import Any

from ministack.services import apigateway_v1 as v1

_JSON = "application/json"
_plain = v1._invoke_mock_v1


def install() -> None:
    v1._invoke_mock_v1 = answer


def answer(integration: dict[str, Any]) -> Any:
    """The response as status, headers and body; or the gateway error 500, where no integration response fits."""
    chosen = chosen_response(integration)
    if chosen is None:
        # AWS logs “No match for output mapping and no default output mapping configured”.
        return v1._gw_error("API_CONFIGURATION_ERROR", "Internal server error")
    status, headers, _ = _plain({**integration, "integrationResponses": {str(chosen["statusCode"]): chosen}})
    media_type, template = _template(chosen.get("responseTemplates") or {})
    mapped = {name.rsplit(".", 1)[-1].lower() for name in chosen.get("responseParameters") or {}}
    return status, headers if "content-type" in mapped else {**headers, "Content-Type": media_type}, template.encode()


def chosen_response(integration: dict[str, Any]) -> dict[str, Any] | None:
    """
    The first whose pattern fits the status of the request template, then the one without a pattern: see
    https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
    """
    request_template = (integration.get("requestTemplates") or {}).get(_JSON) or ""
    wanted = re.search(r'"statusCode"\s*:\s*(\d{3})', request_template)
    status = wanted.group(1) if wanted else "200"
    responses: list[dict[str, Any]] = list((integration.get("integrationResponses") or {}).values())
    fitting = [one for one in responses if one.get("selectionPattern") and _fits(one["selectionPattern"], status)]
    return next(iter(fitting), next((one for one in responses if not one.get("selectionPattern")), None))


def _fits(pattern: str, status: str) -> bool:
    try:
        return re.fullmatch(pattern, status) is not None
    except re.error:
        return False


def _template(templates: dict[str, str]) -> tuple[str, str]:
    """JSON first, then any: an `Accept` that names another type is not looked at."""
    if not templates or _JSON in templates:
        return _JSON, templates.get(_JSON) or ""
    return next(iter(templates.items()))
