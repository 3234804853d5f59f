"""A REST API's endpoint configuration, in the API's spelling."""

from __future__ import annotations

from typing import Any

from .refusal import apigateway_refusal

Configuration = dict[str, Any]


def configuration_of(given: dict[str, Any] | None) -> Configuration:
    """From a template's spelling or the API's. Without one an API is edge-optimized, as on AWS."""
    given = given or {}
    types = list(given.get("types") or given.get("Types") or ["EDGE"])
    endpoint_ids = given.get("vpcEndpointIds") or given.get("VpcEndpointIds") or []
    family = given.get("ipAddressType") or given.get("IpAddressType")
    return checked({"types": types, "vpcEndpointIds": list(endpoint_ids), "ipAddressType": family})


def checked(configuration: Configuration) -> Configuration:
    types = configuration["types"]
    if len(types) != 1 or types[0] not in ("PRIVATE", "REGIONAL", "EDGE"):
        raise apigateway_refusal(f"Invalid endpoint types: {types}")
    endpoint_type = types[0]
    private = endpoint_type == "PRIVATE"
    if configuration["vpcEndpointIds"] and not private:
        raise apigateway_refusal("VPCEndpoints can only be specified with PRIVATE apis.")
    family = configuration.get("ipAddressType") or ("dualstack" if private else "ipv4")
    if private and family != "dualstack":
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-ip-address-type.html
        raise apigateway_refusal("Private APIs can only have a dualstack IP address type.")
    if len(set(configuration["vpcEndpointIds"])) != len(configuration["vpcEndpointIds"]):
        raise apigateway_refusal("Duplicate VPC endpoint ids are not allowed.")
    shown: Configuration = {"types": [endpoint_type], "ipAddressType": family}
    if private:
        shown["vpcEndpointIds"] = list(configuration["vpcEndpointIds"])
    return shown


def patched(configuration: Configuration, operation: str, path: list[str], value: Any) -> Configuration:
    """Apply one patch of `/endpointConfiguration/…`."""
    changed = {"types": configuration["types"], "vpcEndpointIds": list(configuration.get("vpcEndpointIds", []))}
    changed["ipAddressType"] = configuration.get("ipAddressType")
    if path[0] == "types":
        changed["types"] = [value]
        # A new type starts with its own family; private APIs lose their endpoints with the type.
        changed["ipAddressType"] = None
        if value != "PRIVATE":
            changed["vpcEndpointIds"] = []
    elif path[0] == "vpcEndpointIds" and operation == "add":
        changed["vpcEndpointIds"].append(value)
    elif path[0] == "vpcEndpointIds" and operation == "remove":
        gone = value or path[-1]
        changed["vpcEndpointIds"] = [endpoint_id for endpoint_id in changed["vpcEndpointIds"] if endpoint_id != gone]
    elif path[0] == "ipAddressType":
        changed["ipAddressType"] = value
    else:
        raise apigateway_refusal(f"Invalid patch path /endpointConfiguration/{'/'.join(path)}")
    return checked(changed)
