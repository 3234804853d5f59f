"""Which account and Region an API belongs to: its id names it for callers of every account."""

from __future__ import annotations

from ministack.services import apigateway_v1 as v1


def find_api_scope(api_id: str) -> tuple[str, str] | None:
    """The emulator looks in the caller's account only, so calls from other accounts, and unsigned ones, find no API."""
    for (account, region, known_id), _ in v1._rest_apis.all_items():
        if known_id == api_id:
            return account, region
    return None
