"""`Fn::GetStackOutput` across accounts and Regions.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
"""

from __future__ import annotations

import re
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudformation, iam
from ministack.services.cloudformation import changesets, engine, handlers, stacks

_FUNCTION = "Fn::GetStackOutput"
_ROLE = re.compile(r"^arn:[^:]+:iam::(\d{12}):role/(?:.*/)?([^/]+)$")

_plain_resolve = engine._resolve_refs


def install() -> None:
    # The engine calls itself by this name for every value inside of another one.
    # The outermost one, such as the whole value of an output, goes by the names under which others have imported it.
    for module in (engine, stacks, changesets, handlers):
        module._resolve_refs = _resolve


def _resolve(value: Any, *context: Any) -> Any:
    if not isinstance(value, dict) or _FUNCTION not in value:
        return _plain_resolve(value, *context)
    given = {name: str(_plain_resolve(part, *context)) for name, part in value[_FUNCTION].items()}
    return output_of(given["StackName"], given["OutputName"], given.get("Region"), given.get("RoleArn"))


def output_of(stack_name: str, output_name: str, region: str | None = None, role_arn: str | None = None) -> str:
    """The present value of another stack's output, as the role's account (our own without a role) sees it."""
    account = _account_of(role_arn) if role_arn else get_account_id()
    stack = cloudformation._stacks.get_scoped(account, region or get_region(), stack_name)
    if stack is None or stack["StackStatus"] == "DELETE_COMPLETE":
        raise ValueError(f"Stack '{stack_name}' not found in account {account} and Region {region or get_region()}")
    for output in stack.get("Outputs", []):
        if output["OutputKey"] == output_name:
            value: str = output["OutputValue"]
            return value
    raise ValueError(f"Output '{output_name}' not found in stack '{stack_name}'")


def _account_of(role_arn: str) -> str:
    """What the role may do and who may assume it is not evaluated, as nowhere here; that it is there, is."""
    match = _ROLE.match(role_arn)
    if match is None or iam._roles.get_scoped(match[1], "", match[2]) is None:
        raise ValueError(f"Role '{role_arn}' cannot be assumed")
    return match[1]
