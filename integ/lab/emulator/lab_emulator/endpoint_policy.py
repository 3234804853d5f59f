"""An endpoint policy as the text AWS stores."""

from __future__ import annotations

import json
from typing import Any


def policy_text(policy: Any) -> str | None:
    if policy is None or policy == "":
        return None
    return policy if isinstance(policy, str) else json.dumps(policy, separators=(",", ":"), ensure_ascii=False)
