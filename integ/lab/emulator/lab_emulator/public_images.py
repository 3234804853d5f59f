"""The public parameters that name the latest Amazon Linux images, of every kernel and architecture CDK asks for."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from ministack.core.responses import get_region
from ministack.services import ssm

_IMAGE = re.compile(r"^/aws/service/ami-amazon-linux-latest/(?:al2023|amzn2)-ami-[\w.-]+$")
_plain = ssm._public_parameter


def install() -> None:
    ssm._public_parameter = public_parameter


def public_parameter(name: str) -> dict[str, Any] | None:
    known: dict[str, Any] | None = _plain(name)
    if known is not None or not _IMAGE.match(name):
        return known
    # Nothing boots an image here: any id will do, as long as it stays the same.
    image_id = "ami-" + hashlib.sha256(name.encode()).hexdigest()[:17]
    arn = f"arn:aws:ssm:{get_region()}::parameter{name}"
    return {"Name": name, "Type": "String", "Value": image_id, "Version": 1, "LastModifiedDate": 1728518400, "ARN": arn}
