"""Change sets that change nothing but the outputs of a stack.

The emulator compares resources only, and says that there is no change. CloudFormation makes a change set that has no
change of a resource and can be executed: https://github.com/aws/aws-cdk/pull/2029
"""

from __future__ import annotations

from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, handlers

from .refusal import Response

_plain = changesets._create_change_set
_NO_CHANGES = "The submitted information didn't contain changes."


def install() -> None:
    handlers._ACTION_HANDLERS["CreateChangeSet"] = create


def create(params: dict[str, Any]) -> Response:
    before = set(cloudformation._change_sets)
    response: Response = _plain(params)
    for name in set(cloudformation._change_sets) - before:
        change_set = cloudformation._change_sets[name]
        if change_set["StatusReason"].startswith(_NO_CHANGES) and _changes_outputs(change_set):
            change_set.update(Status="CREATE_COMPLETE", ExecutionStatus="AVAILABLE", StatusReason="")
    return response


def _changes_outputs(change_set: dict[str, Any]) -> bool:
    present = cloudformation._stacks[change_set["StackName"]]["_template"]
    changed: bool = change_set["_template"].get("Outputs", {}) != present.get("Outputs", {})
    return changed
