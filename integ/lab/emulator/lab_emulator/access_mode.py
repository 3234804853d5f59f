"""A REST API's security policy and endpoint access mode."""

from __future__ import annotations

from typing import Any

from .refusal import apigateway_refusal

Settings = dict[str, Any]

_MODES = ("BASIC", "STRICT")


def checked_access(policy: str | None, mode: str | None) -> Settings:
    """An enhanced policy and a mode go together.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
    AWS publishes the rule, not the texts.
    """
    enhanced = (policy or "").startswith("SecurityPolicy_")
    if mode and mode not in _MODES:
        raise apigateway_refusal(f"Invalid endpoint access mode: {mode}")
    if enhanced and not mode:
        raise apigateway_refusal(f"The security policy {policy} needs an endpoint access mode.")
    if mode and not enhanced:
        raise apigateway_refusal(f"The endpoint access mode {mode} needs a policy that starts with SecurityPolicy_.")
    return {"securityPolicy": policy or "TLS_1_2", "endpointAccessMode": mode or ""}
