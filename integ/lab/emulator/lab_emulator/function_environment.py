"""What a function's process gets beside its own environment: who it is in the lab's network, and the preloads."""

from __future__ import annotations

import os
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from .loopback_addresses import function_identity, loopback_of
from .settings import Settings
from .signers import execution_credentials

_PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def install(settings: Settings) -> None:
    def with_lab_environment(config: dict[str, Any]) -> dict[str, str]:
        return {**execution_credentials(config), **lab_environment(config, settings)}

    # The one value that every executor adds last to a function's environment. The other module imported it by name.
    lambda_runtime.execution_credentials = with_lab_environment
    lambda_svc.execution_credentials = with_lab_environment


def lab_environment(config: dict[str, Any], settings: Settings) -> dict[str, str]:
    own: dict[str, str] = (config.get("Environment") or {}).get("Variables") or {}
    added = {"LAB_SOURCE": loopback_of(function_identity(config["FunctionArn"]))}
    if settings.control:
        added["LAB_CONTROL"] = settings.control
    if settings.preload_node:
        added["NODE_OPTIONS"] = _joined(" ", f"--require={_quoted(settings.preload_node)}", own.get("NODE_OPTIONS"))
    if settings.preload_python:
        added["PYTHONPATH"] = _joined(os.pathsep, settings.preload_python, own.get("PYTHONPATH"))
    if settings.node_path:
        added["NODE_PATH"] = _joined(os.pathsep, settings.node_path, own.get("NODE_PATH"))
    if settings.ca_file:
        added["NODE_EXTRA_CA_CERTS"] = settings.ca_file
    if settings.ca_bundle:
        added["SSL_CERT_FILE"] = added["REQUESTS_CA_BUNDLE"] = settings.ca_bundle
    # A function in AWS does not know the proxy of the machine the lab runs on; through it, calls would leave the lab.
    added.update({name: "" for name in _PROXY_VARIABLES if name in os.environ and name not in own})
    return added


def _joined(separator: str, ours: str, own: str | None) -> str:
    return f"{ours}{separator}{own}" if own else ours


def _quoted(path: str) -> str:
    """Node splits NODE_OPTIONS at spaces outside double quotes; a backslash escapes inside them."""
    if not any(character in path for character in ' "\\'):
        return path
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
