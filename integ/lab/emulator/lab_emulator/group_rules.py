"""Security group rules, one source or destination each, as AWS counts, compares and deletes them.

The emulator stores permissions that may bundle several sources and compares whole bundles, so revoking one CIDR of a
bundle, or a rule that was written with an owner id, changes nothing there.
"""

from __future__ import annotations

from typing import Any

from .refusal import ec2_refusal

Rule = dict[str, Any]

# Where a rule keeps its source or destination, and the entry's key.
_PEERS = (
    ("IpRanges", "CidrIp"),
    ("Ipv6Ranges", "CidrIpv6"),
    ("PrefixListIds", "PrefixListId"),
    ("UserIdGroupPairs", "GroupId"),
)
_PROTOCOL_NAMES = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "all": "-1"}

ALLOW_ALL: Rule = {
    "IpProtocol": "-1",
    "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
    "Ipv6Ranges": [],
    "PrefixListIds": [],
    "UserIdGroupPairs": [],
}


def protocol_name(protocol: Any) -> str:
    text = str(protocol).lower()
    return _PROTOCOL_NAMES.get(text, text)


def ports_of(rule: Rule) -> tuple[int, int]:
    """The ports a rule covers; for ICMP its type and code, -1 meaning all."""
    if protocol_name(rule.get("IpProtocol", "-1")) == "-1":
        return 0, 65535
    low, high = rule.get("FromPort"), rule.get("ToPort")
    return (-1 if low is None else int(low)), (-1 if high is None else int(high))


def single_rules(rules: list[Rule]) -> list[Rule]:
    """Split each permission into rules of one source or destination."""
    singles: list[Rule] = []
    for rule in rules:
        head = {key: rule[key] for key in ("FromPort", "ToPort") if rule.get(key) is not None}
        for place, key in _PEERS:
            for entry in rule.get(place, []):
                if not entry.get(key):
                    continue
                single: Rule = {"IpProtocol": protocol_name(rule.get("IpProtocol", "-1")), **head}
                single.update({name: [] for name, _ in _PEERS})
                single[place] = [entry]
                # The id belongs to one rule; the parts of a bundle get their own, derived from their content.
                if rule.get("SecurityGroupRuleId") and _peer_count(rule) == 1:
                    single["SecurityGroupRuleId"] = rule["SecurityGroupRuleId"]
                singles.append(single)
    return singles


def _peer_count(rule: Rule) -> int:
    return sum(len(rule.get(place, [])) for place, _ in _PEERS)


def rule_key(rule: Rule) -> tuple[str, int, int, str, str]:
    """What makes two rules the same to AWS: not the description, and not the owner of a referenced group."""
    place, peer = peer_of(rule)
    low, high = ports_of(rule)
    return protocol_name(rule["IpProtocol"]), low, high, place, peer


def peer_of(rule: Rule) -> tuple[str, str]:
    for place, key in _PEERS:
        for entry in rule.get(place, []):
            return place, entry[key]
    raise ec2_refusal("InvalidParameterValue", "A security group rule needs a source or a destination.")


def check_ports(rule: Rule) -> None:
    if protocol_name(rule["IpProtocol"]) in ("tcp", "udp") and (
        rule.get("FromPort") is None or rule.get("ToPort") is None
    ):
        raise ec2_refusal(
            "InvalidParameterValue", "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange."
        )


def duplicate_rule(rule: Rule) -> Exception:
    _, peer = peer_of(rule)
    protocol = protocol_name(rule["IpProtocol"])
    low, high = ports_of(rule)
    ports = "" if protocol == "-1" else f", from port: {low}, to port: {high}"
    shown = "ALL" if protocol == "-1" else protocol.upper()
    return ec2_refusal(
        "InvalidPermission.Duplicate", f'the specified rule "peer: {peer}, {shown}{ports}, ALLOW" already exists'
    )
