"""Authorize and revoke security group rules as EC2 does: per source, never twice, never silently."""

from __future__ import annotations

from typing import Any

from ministack.services import ec2

from .group_references import check_references
from .group_rules import Rule, check_ports, duplicate_rule, rule_key, single_rules
from .refusal import Response, ec2_refusal
from .vpc_membership import group_record

Params = dict[str, Any]


def add_rules(group_id: str, egress: bool, rules: list[Rule]) -> list[Rule]:
    """Add all of the rules or, where AWS refuses one of them, none."""
    group = group_record(group_id)
    store = group[_store(egress)]
    wanted = single_rules(rules)
    present = {rule_key(rule) for rule in single_rules(store)}
    for rule in wanted:
        check_ports(rule)
        if rule_key(rule) in present:
            raise duplicate_rule(rule)
        present.add(rule_key(rule))
    check_references(wanted, group["VpcId"])
    for rule in wanted:
        rule.setdefault("SecurityGroupRuleId", ec2._sg_rule_id(group_id, egress, rule))
    store.extend(wanted)
    return wanted


def remove_rules(group_id: str, egress: bool, rules: list[Rule]) -> list[Rule]:
    group = group_record(group_id)
    doomed = {rule_key(rule) for rule in single_rules(rules)}
    present = single_rules(group[_store(egress)])
    gone = [rule for rule in present if rule_key(rule) in doomed]
    if len(gone) < len(doomed):
        raise ec2_refusal(
            "InvalidPermission.NotFound", "The specified rule does not exist in this security group."
        )
    group[_store(egress)] = [rule for rule in present if rule_key(rule) not in doomed]
    for rule in gone:
        ec2._tags.pop(ec2._sg_rule_id(group_id, egress, rule), None)
    return gone


def authorize(params: Params, egress: bool) -> Response:
    group_id = _group_id(params)
    added = add_rules(group_id, egress, _requested_rules(params))
    tags = ec2._sg_rule_tag_specifications(params)
    for rule in added:
        if tags:
            ec2._tags[rule["SecurityGroupRuleId"]] = list(tags)
    items = "".join(ec2._sg_rule_xml(group_id, rule, is_egress=egress) for rule in added)
    name = f"AuthorizeSecurityGroup{'Egress' if egress else 'Ingress'}Response"
    return ec2._xml(200, name, f"<return>true</return><securityGroupRuleSet>{items}</securityGroupRuleSet>")


def revoke(params: Params, egress: bool) -> Response:
    group_id = _group_id(params)
    rule_ids = ec2._parse_member_list(params, "SecurityGroupRuleId")
    if rule_ids:
        rules = _rules_by_id(group_id, egress, rule_ids)
    else:
        rules = _requested_rules(params)
    gone = remove_rules(group_id, egress, rules)
    items = "".join(ec2._revoked_sg_rule_xml(group_id, rule, is_egress=egress) for rule in gone)
    name = f"RevokeSecurityGroup{'Egress' if egress else 'Ingress'}Response"
    inner = f"<return>true</return><revokedSecurityGroupRuleSet>{items}</revokedSecurityGroupRuleSet>"
    return ec2._xml(200, name, inner)


def _store(egress: bool) -> str:
    return "IpPermissionsEgress" if egress else "IpPermissions"


def _group_id(params: Params) -> str:
    group_id: str = ec2._p(params, "GroupId")
    if not group_id:
        raise ec2_refusal("MissingParameter", "The request must contain the parameter groupId")
    return group_id


def _rules_by_id(group_id: str, egress: bool, rule_ids: list[str]) -> list[Rule]:
    present = single_rules(group_record(group_id)[_store(egress)])
    by_id = {ec2._sg_rule_id(group_id, egress, rule): rule for rule in present}
    for rule_id in rule_ids:
        if rule_id not in by_id:
            raise ec2_refusal(
                "InvalidSecurityGroupRuleId.NotFound", f"The security group rule ID '{rule_id}' does not exist"
            )
    return [by_id[rule_id] for rule_id in rule_ids]


def _requested_rules(params: Params) -> list[Rule]:
    rules: list[Rule] = ec2._parse_ip_permissions(params, "IpPermissions")
    # The emulator's parser knows every kind of source but prefix lists.
    for number, rule in enumerate(rules, start=1):
        prefix = f"IpPermissions.{number}.PrefixListIds"
        position = 1
        while list_id := ec2._p(params, f"{prefix}.{position}.PrefixListId"):
            rule["PrefixListIds"].append({"PrefixListId": list_id})
            position += 1
    return rules
