"""Which address of a subnet comes next."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection

# AWS keeps the first four addresses of a subnet and the last one.
# https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
_RESERVED_AT_START = 4


def first_free_address(cidr: str, taken: Collection[str]) -> str | None:
    """The lowest address of the subnet that nobody has, or None where the subnet is full."""
    network = ipaddress.ip_network(cidr)
    for offset in range(_RESERVED_AT_START, network.num_addresses - 1):
        address = str(network[offset])
        if address not in taken:
            return address
    return None


def is_assignable(cidr: str, address: str) -> bool:
    """Whether AWS lets a network interface of the subnet have this address."""
    network = ipaddress.ip_network(cidr)
    wanted = ipaddress.ip_address(address)
    return wanted in network and _RESERVED_AT_START <= int(wanted) - int(network[0]) < network.num_addresses - 1
