"""Exports that another stack imports cannot be changed or removed by an update.

The emulator looks at imports only when the stack is deleted, and keeps what an update has removed.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
The texts: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib-readme.html#removing-automatic-cross-stack-references and
https://repost.aws/knowledge-center/cloudformation-stack-export-name-error
"""

from __future__ import annotations

from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import handlers, stacks

Outputs = tuple[list[dict[str, Any]], dict[str, dict[str, str]]]

_plain = stacks._resolve_stack_outputs


def install() -> None:
    stacks._resolve_stack_outputs = resolve


def resolve(
    definitions: Any, conditions: Any, resources: Any, parameters: Any, mappings: Any, stack_name: str, stack_id: str
) -> Outputs:
    """The last thing that can fail in a deployment: an error here rolls it back."""
    outputs, exports = _plain(definitions, conditions, resources, parameters, mappings, stack_name, stack_id)
    before = {name: each["Value"] for name, each in cloudformation._exports.items() if each["StackId"] == stack_id}
    after = {name: each["Value"] for name, each in exports.items()}
    for name, value in before.items():
        if after.get(name) != value:
            _refuse_if_imported(name, "updated" if name in after else "deleted", stack_name)
    for name in before.keys() - after.keys():
        del cloudformation._exports[name]
    return outputs, exports


def _refuse_if_imported(name: str, change: str, stack_name: str) -> None:
    for other_name, other in cloudformation._stacks.items():
        if other_name == stack_name or other["StackStatus"] == "DELETE_COMPLETE":
            continue
        if name in handlers._imported_export_names(other, other_name):
            raise ValueError(f"Export {name} cannot be {change} as it is in use by {other_name}")
