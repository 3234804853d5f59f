"""What the lab tells the emulator through its environment."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    version_file: str
    control: str | None
    parent_pid: int | None
    preload_node: str | None
    preload_python: str | None
    ca_file: str | None
    ca_bundle: str | None
    node_path: str | None


def read_settings() -> Settings:
    """Read the LAB_* variables; only LAB_VERSION_FILE is required."""
    version_file = os.environ.get("LAB_VERSION_FILE")
    if not version_file:
        raise SystemExit("LAB_VERSION_FILE must name the file that holds the state's version.")
    parent = os.environ.get("LAB_PARENT_PID")
    return Settings(
        version_file=version_file,
        control=os.environ.get("LAB_CONTROL"),
        parent_pid=int(parent) if parent else None,
        preload_node=os.environ.get("LAB_PRELOAD_NODE"),
        preload_python=os.environ.get("LAB_PRELOAD_PYTHON"),
        ca_file=os.environ.get("LAB_CA_FILE"),
        ca_bundle=os.environ.get("LAB_CA_BUNDLE"),
        node_path=os.environ.get("LAB_NODE_PATH"),
    )


# Variables that steer this process or the user's own shell. The emulator hands its whole environment to the functions
# it starts, where they would load our package, another runtime's options, or the user's real AWS credentials.
_NOT_FOR_FUNCTIONS = ("PYTHONPATH", "PYTHONHOME", "NODE_OPTIONS", "NODE_PATH", "AWS_PROFILE", "AWS_SESSION_TOKEN")


def drop_host_environment() -> None:
    for name in _NOT_FOR_FUNCTIONS:
        os.environ.pop(name, None)


def fix_emulator_environment() -> None:
    # These listeners have fixed ports: two labs on one machine would fight over them.
    os.environ.setdefault("IOT_MTLS_ENABLED", "0")
    os.environ.setdefault("SFTP_ENABLED", "0")
    # A function in a container has another network: it could not reach the data plane's loopback addresses.
    os.environ["LAMBDA_EXECUTOR"] = "local"
