"""`python -m lab_emulator`: the emulator with the lab's extension, until it is told to stop or its parent ends."""

from __future__ import annotations

from .settings import drop_host_environment, fix_emulator_environment, read_settings


def main() -> None:
    settings = read_settings()
    # Before the emulator is imported: it reads its environment at import.
    drop_host_environment()
    fix_emulator_environment()

    import hypercorn.asyncio
    from ministack import app as emulator

    from . import (
        exports_in_use,
        function_environment,
        lifetime,
        output_changes,
        public_images,
        resource_types,
        service_actions,
        signers,
        stack_outputs,
        stack_rollback,
        vpc_types,
    )
    from .black_hole import BlackHole
    from .lab_app import lab_app
    from .version_counter import VersionCounter

    if settings.parent_pid is not None:
        lifetime.lead_own_group()
        lifetime.follow_parent(settings.parent_pid)
    version = VersionCounter(settings.version_file)
    vpc_types.start_accounts_without_default_vpc()
    signers.install(version.bump)
    service_actions.install()
    resource_types.install(version.bump)
    exports_in_use.install()
    output_changes.install()
    stack_outputs.install()
    stack_rollback.install()
    public_images.install()
    function_environment.install(settings)
    emulator.app = lab_app(emulator.app, version, BlackHole())

    hypercorn.asyncio.serve = lifetime.stop_on_signals(hypercorn.asyncio.serve, settings.parent_pid is not None)
    emulator.main()


main()
