"""The state's version: a number in a file, so that a reader learns for microseconds whether its copy is stale."""

from __future__ import annotations

import os
import struct
import threading

_LAYOUT = struct.Struct("<Q")


class VersionCounter:
    def __init__(self, path: str) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._lock = threading.Lock()
        self._value = 1
        os.pwrite(self._fd, _LAYOUT.pack(self._value), 0)

    @property
    def value(self) -> int:
        return self._value

    def bump(self) -> None:
        # Under the lock also for the write: CloudFormation runs custom resources in threads, and a late write of a
        # smaller number would hide a change.
        with self._lock:
            self._value += 1
            os.pwrite(self._fd, _LAYOUT.pack(self._value), 0)
