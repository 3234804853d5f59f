"""The loopback address each caller calls from, by which the data plane knows who it is."""

from __future__ import annotations

import ipaddress
import threading

# 127.64.0.1 stands for the internet and is never given to a caller.
_FIRST = ipaddress.IPv4Address("127.64.0.2")
_LAST = ipaddress.IPv4Address("127.79.255.254")

_lock = threading.Lock()
_given: dict[str, str] = {}


def loopback_of(identity: str) -> str:
    """The address of a function (by its unqualified ARN) or an instance; the same for as long as the emulator runs.

    Stable per caller, not per VPC membership: a function that moves into a VPC keeps its address and its warm
    processes, and the state says which network it is in now.
    """
    with _lock:
        if identity not in _given:
            address = _FIRST + len(_given)
            if address > _LAST:
                raise RuntimeError("The lab has no loopback address left for another caller.")
            _given[identity] = str(address)
        return _given[identity]


def function_identity(arn: str) -> str:
    """A function's ARN without version or alias: arn:aws:lambda:{region}:{account}:function:{name}."""
    return ":".join(arn.split(":")[:7])
