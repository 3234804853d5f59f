"""Python imports this by itself at its start (PYTHONPATH). It costs next to nothing until somebody imports `socket`."""

import os
import sys
from importlib.machinery import PathFinder

_HERE = os.path.dirname(os.path.abspath(__file__))


class _WhenSocketIsImported:
    """Patches `socket` right after its own code has run."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name != "socket":
            return None
        sys.meta_path.remove(cls)
        spec = PathFinder.find_spec(name, path, target)
        run = spec.loader.exec_module

        def run_and_patch(module):
            run(module)
            _patch(module)

        spec.loader.exec_module = run_and_patch
        return spec


def _patch(socket):
    import private_api_lab

    private_api_lab.patch(socket)


def _run_next_sitecustomize():
    """Python runs the first one on its path only, so another one would be lost."""
    others = [folder for folder in sys.path if os.path.abspath(folder or ".") != _HERE]
    spec = PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        from importlib.util import module_from_spec

        spec.loader.exec_module(module_from_spec(spec))


if os.environ.get("LAB_CONTROL") and os.environ.get("LAB_SOURCE"):
    if "socket" in sys.modules:
        _patch(sys.modules["socket"])
    else:
        sys.meta_path.insert(0, _WhenSocketIsImported)

_run_next_sitecustomize()
