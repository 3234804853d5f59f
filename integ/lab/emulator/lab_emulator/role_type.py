"""Roles of templates keep their permissions boundary, which the emulator drops."""

from __future__ import annotations

from typing import Any

from ministack.services import iam
from ministack.services.cloudformation import provisioners

Props = dict[str, Any]
Created = tuple[str, dict[str, Any]]

_plain_create = provisioners._iam_role_create
_plain_update = provisioners._iam_role_update


def create(logical_id: str, props: Props, stack_name: str) -> Created:
    return _with_boundary(_plain_create(logical_id, props, stack_name), props)


def update(name: str, old: Props, new: Props, stack_name: str, logical_id: str | None = None) -> Created:
    return _with_boundary(_plain_update(name, old, new, stack_name, logical_id), new)


def _with_boundary(created: Created, props: Props) -> Created:
    iam._roles[created[0]]["PermissionsBoundary"] = props.get("PermissionsBoundary")
    return created
