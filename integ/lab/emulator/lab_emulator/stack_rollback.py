"""Rolling back an update that changed a custom resource.

The emulator sends a custom resource back only if its physical id stayed the same, and what refers to it keeps the id
from before the update. CloudFormation asks each again with the old properties ("UPDATE custom resource (new -> old)",
https://github.com/aws/aws-cdk/pull/29581), in the order of dependencies; what it answers may be a new id, and whatever
refers to it then gets that one. What is left over goes in the clean-up:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cfn-customresource.html
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from ministack.services.cloudformation import engine, handlers, provisioners, stacks

Record = dict[str, Any]

_plain = stacks._roll_back_operation
_RESTORED = (
    "_resources",
    "_template",
    "_resolved_params",
    "_template_body",
    "_conditions",
    "Parameters",
    "Tags",
    "Outputs",
)


def install() -> None:
    stacks._roll_back_operation = roll_back
    handlers._roll_back_operation = roll_back


async def roll_back(
    stack_name: str, stack_id: str, stack: Record, operation: Record, reason_override: str = ""
) -> None:
    if _asks_again(operation, stack):
        await _RollBack(stack_name, stack_id, stack, operation).run(reason_override)
    else:
        await _plain(stack_name, stack_id, stack, operation, reason_override)


def is_custom(resource_type: str) -> bool:
    return resource_type.startswith("Custom::") or resource_type == "AWS::CloudFormation::CustomResource"


def _asks_again(operation: Record, stack: Record) -> bool:
    before = (operation.get("previous_stack") or {}).get("_resources") or {}
    touched = [*operation.get("created", []), operation.get("failed_logical_id")]
    return (
        bool(operation.get("is_update"))
        and not operation.get("imports")
        and any(name in before and is_custom(before[name].get("ResourceType", "")) for name in touched)
    )


@dataclass(frozen=True)
class _Applied:
    """A resource as the failed update left it, or as it was where the update did not come to it."""

    physical_id: str
    properties: Record
    attributes: Record


@dataclass(frozen=True)
class _Leftover:
    logical_id: str
    resource_type: str
    physical_id: str
    properties: Record


class _RollBack:
    def __init__(self, stack_name: str, stack_id: str, stack: Record, operation: Record) -> None:
        self.stack_name, self.stack_id, self.stack, self.operation = stack_name, stack_id, stack, operation
        self.previous: Record = operation["previous_stack"]
        self.records: dict[str, Record] = self.previous["_resources"]
        self.present: dict[str, Record] = stack.setdefault("_resources", {})
        self.created: list[str] = operation.get("created", [])
        self.leftovers: list[_Leftover] = []
        self.failures: dict[str, Record] = {}
        self.moved: set[str] = set()

    async def run(self, reason_override: str) -> None:
        self.stack.pop("_failed_operation", None)
        self._status("UPDATE_ROLLBACK_IN_PROGRESS", reason_override or self._reason())
        template = self.previous.get("_template") or {}
        for logical_id in engine._topological_sort(template.get("Resources", {}), self.previous.get("_conditions", {})):
            if logical_id in self.records:
                await self._revert(logical_id, template)
        if not self.failures:
            self._status("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
        await self._clean_up()
        for key in _RESTORED:
            if key in self.previous:
                self.stack[key] = self.previous[key]
        if self.failures:
            self.stack["_rollback_failed"] = self.failures
            reason = stacks._rollback_failure_reason(self.failures)
            self.stack["StackStatusReason"] = reason
            self._status("UPDATE_ROLLBACK_FAILED", reason)
        else:
            self._status("UPDATE_ROLLBACK_COMPLETE")

    def _status(self, status: str, reason: str = "") -> None:
        self.stack["StackStatus"] = status
        stacks._add_event(
            self.stack_id, self.stack_name, self.stack_name, "AWS::CloudFormation::Stack", status, reason, self.stack_id
        )

    def _reason(self) -> str:
        failed = self.operation.get("failed_logical_id")
        if self.operation.get("cancelled") or not failed:
            return "User Initiated" if self.operation.get("cancelled") else "Rollback requested"
        verb = "update" if self.operation.get("failed_update") is not None else "create"
        return f"The following resource(s) failed to {verb}: [{failed}]. "

    async def _revert(self, logical_id: str, template: Record) -> None:
        record = self.records[logical_id]
        resource_type = record["ResourceType"]
        before = record["PhysicalResourceId"]
        applied = self._applied(logical_id, record)
        wanted = self._wanted(logical_id, record, template)
        tags = (self.operation.get("stack_tags") or [], self.operation.get("previous_tags") or [])
        old, new = (
            stacks._with_stack_tags(resource_type, properties, given, self.stack_name, self.stack_id, logical_id)
            for properties, given in zip((applied.properties, wanted), tags)
        )
        if old == new and applied.physical_id == before:
            if logical_id == self.operation.get("failed_logical_id"):
                stacks._add_event(
                    self.stack_id, self.stack_name, logical_id, resource_type, "UPDATE_COMPLETE", physical_id=before
                )
                stacks._mark_rolled_back(record)
            return
        record["PhysicalResourceId"] = applied.physical_id
        try:
            await stacks._revert_update(
                self.stack_id, self.stack_name, logical_id, resource_type, applied.physical_id, old, new,
                applied.attributes, record,
            )
        except Exception:  # noqa: BLE001 - kept for ContinueUpdateRollback, and reported by the stack's status
            self.failures[logical_id] = {
                "PhysicalResourceId": applied.physical_id,
                "ResourceType": resource_type,
                "RevertFrom": old,
                "RevertTo": new,
                "Attributes": applied.attributes,
            }
            return
        record["Properties"] = wanted
        after = record["PhysicalResourceId"]
        if after != before:
            self.moved.add(logical_id)
        if after != applied.physical_id:
            self.leftovers.append(_Leftover(logical_id, resource_type, applied.physical_id, applied.properties))

    def _applied(self, logical_id: str, record: Record) -> _Applied:
        was = _Applied(record["PhysicalResourceId"], record["Properties"], record.get("Attributes", {}))
        failed = self.operation.get("failed_update") or (None,) * 6
        if logical_id in self.created:
            now = self.present[logical_id]
            is_ = _Applied(now["PhysicalResourceId"], now["Properties"], now.get("Attributes", {}))
            in_place = is_.physical_id == was.physical_id and logical_id not in self.operation.get("replaced_ids", [])
            if in_place or is_custom(record["ResourceType"]):
                return is_
            # Replaced: the old one is still there, and in force again.
            self.leftovers.append(_Leftover(logical_id, record["ResourceType"], is_.physical_id, is_.properties))
        elif failed[0] == logical_id and failed[3] is not None and stacks._sends_back_failed_update(failed[1]):
            return _Applied(failed[2], failed[3], failed[5] or {})
        return was

    def _wanted(self, logical_id: str, record: Record, template: Record) -> Record:
        """The properties from before the update; those that name a custom resource with a new id, anew."""
        definition = template["Resources"][logical_id]
        if not engine._extract_deps(definition, self.moved):
            properties: Record = record["Properties"]
            return properties
        resolved = engine._resolve_refs(
            copy.deepcopy(definition.get("Properties", {})), self.records, self.previous.get("_resolved_params", {}),
            self.previous.get("_conditions", {}), template.get("Mappings", {}), self.stack_name, self.stack_id,
        )
        kept = {name: value for name, value in resolved.items() if value is not engine._NO_VALUE}
        wanted: Record = engine._resolve_dynamic_references(
            kept, record.get("_dynamic"), reuse_ssm=True, reuse_secrets=True
        )[0]
        return wanted

    async def _clean_up(self) -> None:
        """What came last goes first."""
        new = [
            _Leftover(name, record["ResourceType"], record["PhysicalResourceId"], record["Properties"])
            for name, record in ((name, self.present[name]) for name in self.created if name not in self.records)
        ]
        order = {name: position for position, name in enumerate(self.created)}
        last = len(order)
        doomed = sorted([*self.leftovers, *new], key=lambda one: order.get(one.logical_id, last), reverse=True)
        for leftover in doomed:
            await self._delete(leftover)

    async def _delete(self, one: _Leftover) -> None:
        def event(status: str, reason: str = "") -> None:
            stacks._add_event(
                self.stack_id, self.stack_name, one.logical_id, one.resource_type, status, reason, one.physical_id
            )

        template = self.operation.get("template") or {}
        policy = stacks._resource_policy(
            template.get("Resources", {}).get(one.logical_id), "DeletionPolicy", self.present,
            self.operation.get("param_values") or {}, self.stack.get("_conditions", {}), template.get("Mappings", {}),
            self.stack_name, self.stack_id,
        )
        if policy == "Retain" and not self.operation.get("retain_except_on_create"):
            event("DELETE_SKIPPED")
            return
        event("DELETE_IN_PROGRESS")
        arguments = (one.resource_type, one.physical_id, one.properties, self.stack_name, one.logical_id)
        try:
            if stacks._runs_on_worker_thread(one.resource_type):
                await stacks.run_reentrant(provisioners._delete_resource, *arguments)
            else:
                provisioners._delete_resource(*arguments)
            event("DELETE_COMPLETE")
        except Exception as failure:  # noqa: BLE001 - the clean-up goes on, and the event tells
            event("DELETE_FAILED", str(failure))
