"""AWS::EC2::SecurityGroup, SecurityGroupIngress and SecurityGroupEgress."""

from __future__ import annotations

from typing import Any

from ministack.services import ec2
from ministack.services.cloudformation import provisioners

from .group_references import check_references
from .group_rules import ALLOW_ALL, Rule, check_ports, rule_key, single_rules
from .refusal import Refusal, ec2_refusal
from .security_group_api import add_rules, remove_rules
from .vpc_membership import group_record, vpc_record

Props = dict[str, Any]
Created = tuple[str, dict[str, Any]]

# Set on a group whose template names no egress rule. CloudFormation gives such a group an allow-all rule, and a
# separate SecurityGroupEgress resource takes that rule away again (https://github.com/aws/aws-cdk/issues/987).
_DEFAULT_EGRESS = "LabDefaultEgress"

_plain_create = provisioners._ec2_sg_create
_plain_update = provisioners._ec2_sg_update
_plain_delete = provisioners._ec2_sg_delete


def create_group(logical_id: str, props: Props, stack_name: str) -> Created:
    _check_inline_rules(props)
    group_id, attributes = _plain_create(logical_id, props, stack_name)
    ec2._security_groups[group_id][_DEFAULT_EGRESS] = not props.get("SecurityGroupEgress")
    return group_id, attributes


def update_group(group_id: str, old: Props, new: Props, stack_name: str, logical_id: str | None = None) -> Created:
    _check_inline_rules(new)
    new_id, attributes = _plain_update(group_id, old, new, stack_name, logical_id)
    if new.get("SecurityGroupEgress") or new_id != group_id:
        ec2._security_groups[new_id][_DEFAULT_EGRESS] = not new.get("SecurityGroupEgress")
    return new_id, attributes


def delete_group(group_id: str, props: Props) -> None:
    check_unused(group_id)
    _plain_delete(group_id, props)


def check_unused(group_id: str) -> None:
    """AWS deletes no group that an interface has."""
    for eni in ec2._network_interfaces.values():
        if any(group["GroupId"] == group_id for group in eni.get("Groups", [])):
            raise ec2_refusal("DependencyViolation", f"resource {group_id} has a dependent object")


def create_ingress(logical_id: str, props: Props, stack_name: str) -> Created:
    return _add(props, egress=False)


def create_egress(logical_id: str, props: Props, stack_name: str) -> Created:
    group = group_record(_group_of(props))
    if group.pop(_DEFAULT_EGRESS, False):
        group["IpPermissionsEgress"] = [
            rule for rule in single_rules(group["IpPermissionsEgress"]) if rule_key(rule) != rule_key(ALLOW_ALL)
        ]
    return _add(props, egress=True)


def update_rule(rule_id: str, old: Props, new: Props, stack_name: str) -> Created:
    """Only the description can change in place; everything else replaces the rule."""
    for store in ("IpPermissions", "IpPermissionsEgress"):
        for rule in group_record(_group_of(new))[store]:
            if rule.get("SecurityGroupRuleId") == rule_id:
                rule["Description"] = new.get("Description", "")
    return rule_id, {"Id": rule_id}


def delete_ingress(rule_id: str, props: Props) -> None:
    _remove(props, egress=False)


def delete_egress(rule_id: str, props: Props) -> None:
    _remove(props, egress=True)


def _add(props: Props, egress: bool) -> Created:
    added = add_rules(_group_of(props), egress, _rules([props]))
    if len(added) != 1:
        raise ec2_refusal("InvalidParameterValue", "A security group rule needs exactly one source or destination.")
    rule_id: str = added[0]["SecurityGroupRuleId"]
    return rule_id, {"Id": rule_id}


def _remove(props: Props, egress: bool) -> None:
    try:
        remove_rules(_group_of(props), egress, _rules([props]))
    except Refusal as refusal:
        # Gone already, by hand or with its group: what a delete wants.
        if not refusal.code.endswith(".NotFound"):
            raise


def _group_of(props: Props) -> str:
    group_id = props.get("GroupId")
    if not group_id:
        raise ec2_refusal("MissingParameter", "The request must contain the parameter groupId")
    return str(group_id)


def _check_inline_rules(props: Props) -> None:
    vpc_id = props.get("VpcId")
    if not vpc_id:
        raise ec2_refusal("VPCIdNotSpecified", "No default VPC for this user")
    vpc_record(vpc_id)
    rules = _rules(props.get("SecurityGroupIngress")) + _rules(props.get("SecurityGroupEgress"))
    check_references(rules, vpc_id)
    for rule in rules:
        check_ports(rule)


def _rules(declared: Any) -> list[Rule]:
    return single_rules(provisioners._ec2_sg_permissions(declared))
