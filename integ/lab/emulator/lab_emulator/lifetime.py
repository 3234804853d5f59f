"""How the emulator ends: with its parent, and never leaving a function's process behind."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

from ministack.core import lambda_runtime

_POLL_SECONDS = 0.5
# For requests in flight when the emulator is told to stop.
_GRACE_SECONDS = 0.5


def lead_own_group() -> None:
    """Be the leader of a process group, so that everything started from here can be ended at once."""
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)


def follow_parent(parent_pid: int) -> None:
    """End soon after the parent did, however it ended: a killed parent sends no signal."""

    def watch() -> None:
        while os.getppid() == parent_pid:
            time.sleep(_POLL_SECONDS)
        lambda_runtime.reset()
        _remove_pid_file()
        # Nobody is left to ask for an exit code; this takes along what the functions have started themselves.
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, name="lab-follow-parent", daemon=True).start()


def stop_on_signals(plain_serve: Callable[..., Awaitable[None]], leads_group: bool) -> Callable[..., Awaitable[None]]:
    """The web server's `serve`, ending the functions first: a function that hangs would keep its caller's connection,
    and the thread that waits for it, until its own timeout."""

    async def serve(app: Any, config: Any) -> None:
        config.graceful_timeout = _GRACE_SECONDS
        told = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, told.set)

        async def until_told() -> None:
            await told.wait()
            await asyncio.to_thread(lambda_runtime.reset)

        await plain_serve(app, config, shutdown_trigger=until_told)
        # Not by returning: the event loop would wait for every thread that waits for something.
        end(leads_group, 0)

    return serve


def end(leads_group: bool, code: int) -> NoReturn:
    """End the functions' processes and what they have started, then this one."""
    lambda_runtime.reset()
    _remove_pid_file()
    if leads_group:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.killpg(0, signal.SIGTERM)
    os._exit(code)


def _remove_pid_file() -> None:
    from ministack import app

    try:
        os.remove(app._pid_file(app._resolve_port()))
    except FileNotFoundError:
        # The server had not started or has stopped already.
        return
