"""An address that swallows connections: what a closed security group looks like to a client."""

from __future__ import annotations

import socket

_ADDRESS = "127.32.0.1"
# The first fills the queue of a listener with backlog 0; the rest make sure on kernels that round the backlog up.
_FILLERS = 4


class BlackHole:
    """A listener that never accepts and whose queue our own connections fill.

    The kernel then drops every further SYN, so a client waits for its *own* timeout, as it does when a security group
    drops its packets. A refused connection (RST) would be a different symptom.
    """

    def __init__(self) -> None:
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._listener.bind((_ADDRESS, 0))
        self._listener.listen(0)
        self.address: tuple[str, int] = self._listener.getsockname()
        # Kept referenced: a closed filler would free its place in the queue.
        self._fillers = [self._filler() for _ in range(_FILLERS)]

    def _filler(self) -> socket.socket:
        filler = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        filler.setblocking(False)
        filler.connect_ex(self.address)
        return filler

    @property
    def host_and_port(self) -> str:
        return f"{self.address[0]}:{self.address[1]}"
