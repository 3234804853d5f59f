"""AWS::Route53Resolver::ResolverEndpoint: inbound ones, with an address in each of their subnets."""

from __future__ import annotations

import secrets
from typing import Any

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region
from ministack.services import ec2

from .network_interfaces import add_interface, remove_interface, subnet_record
from .refusal import Refusal
from .vpc_membership import check_subnets_in, groups_or_default

Props = dict[str, Any]
Resolver = dict[str, Any]
Created = tuple[str, dict[str, Any]]

_RESOLVERS = AccountRegionScopedDict()


def create(logical_id: str, props: Props, stack_name: str) -> Created:
    wanted = props.get("IpAddresses") or []
    _check(props, wanted)
    vpc_id = subnet_record(wanted[0]["SubnetId"])["VpcId"]
    check_subnets_in([address["SubnetId"] for address in wanted], vpc_id)
    resolver: Resolver = {
        "id": f"rslvr-in-{secrets.token_hex(9)[:17]}",
        "vpcId": vpc_id,
        "groupIds": groups_or_default(props["SecurityGroupIds"], vpc_id),
        "interfaceIds": [],
        "name": props.get("Name", ""),
    }
    _add_interfaces(resolver, wanted)
    _RESOLVERS[resolver["id"]] = resolver
    return resolver["id"], _attributes(resolver)


def update(resolver_id: str, old: Props, new: Props, stack_name: str) -> Created:
    wanted = new.get("IpAddresses") or []
    _check(new, wanted)
    resolver = _RESOLVERS[resolver_id]
    check_subnets_in([address["SubnetId"] for address in wanted], resolver["vpcId"])
    resolver["name"] = new.get("Name", "")
    if wanted != old.get("IpAddresses"):
        _remove_interfaces(resolver)
        _add_interfaces(resolver, wanted)
    return resolver_id, _attributes(resolver)


def delete(resolver_id: str, props: Props) -> None:
    resolver = _RESOLVERS.pop(resolver_id, None)
    if resolver:
        _remove_interfaces(resolver)


def forget_all() -> None:
    _RESOLVERS.clear()


def report() -> list[dict[str, Any]]:
    return [_report(*key, resolver) for key, resolver in list(_RESOLVERS._data.items())]


def _report(account: str, region: str, resolver_id: str, resolver: Resolver) -> dict[str, Any]:
    interfaces = [ec2._network_interfaces.get_scoped(account, region, eni_id) for eni_id in resolver["interfaceIds"]]
    return {
        "id": resolver_id,
        "account": account,
        "region": region,
        "vpcId": resolver["vpcId"],
        "securityGroupIds": resolver["groupIds"],
        "addresses": [eni["PrivateIpAddress"] for eni in interfaces],
    }


def _add_interfaces(resolver: Resolver, wanted: list[Props]) -> None:
    try:
        for address in wanted:
            eni = add_interface(
                address["SubnetId"],
                "interface",
                f"Route 53 Resolver: {resolver['id']}",
                resolver["groupIds"],
                address.get("Ip"),
            )
            resolver["interfaceIds"].append(eni["NetworkInterfaceId"])
    except Refusal:
        _remove_interfaces(resolver)
        raise


def _remove_interfaces(resolver: Resolver) -> None:
    for eni_id in resolver["interfaceIds"]:
        remove_interface(eni_id)
    resolver["interfaceIds"] = []


def _check(props: Props, addresses: list[Props]) -> None:
    # In any case: https://github.com/aws-samples/amazon-api-gateway-onpremises-integration has `Inbound`.
    if str(props.get("Direction")).upper() != "INBOUND":
        raise _refusal("The lab knows resolver endpoints of the direction INBOUND only.")
    if not props.get("SecurityGroupIds"):
        raise _refusal("A resolver endpoint needs a security group.")
    # https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_CreateResolverEndpoint.html
    if len(addresses) < 2:
        raise _refusal("A resolver endpoint needs at least two IP addresses.")


def _refusal(text: str) -> Refusal:
    # AWS publishes the rules, not the texts.
    return Refusal("Route53Resolver", "InvalidRequestException", text)


def _attributes(resolver: Resolver) -> dict[str, Any]:
    return {
        "Arn": f"arn:aws:route53resolver:{get_region()}:{get_account_id()}:resolver-endpoint/{resolver['id']}",
        "Direction": "INBOUND",
        "HostVPCId": resolver["vpcId"],
        "IpAddressCount": str(len(resolver["interfaceIds"])),
        "Name": resolver["name"],
        "ResolverEndpointId": resolver["id"],
        "ResolverEndpointType": "IPV4",
    }
