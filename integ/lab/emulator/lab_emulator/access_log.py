"""`POST /_lab/access-log`: what the data plane writes for a stage, without a change of what is deployed."""

from __future__ import annotations

import base64
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import cloudwatch_logs, firehose

from .refusal import Response

Entry = dict[str, Any]


def write(entry: Entry) -> str | None:
    """Write one line; answers why it is lost, if it is. The destination is in the API's account."""
    destination: str = entry["destinationArn"]
    with request_scope(entry["account"], entry["region"]):
        if ":firehose:" in destination:
            return _to_stream(destination.rpartition(":deliverystream/")[2], entry)
        return _to_group(destination.split(":log-group:", 1)[1].removesuffix(":*"), entry)


def _to_group(group: str, entry: Entry) -> str | None:
    target = {"logGroupName": group, "logStreamName": entry["stream"]}
    if entry["stream"] not in (cloudwatch_logs._log_groups.get(group) or {}).get("streams", {}):
        cloudwatch_logs._create_log_stream(target)
    event = {"timestamp": entry["timestamp"], "message": entry["message"]}
    return _problem(cloudwatch_logs._put_log_events({**target, "logEvents": [event]}))


def _to_stream(name: str, entry: Entry) -> str | None:
    data = base64.b64encode(entry["message"].encode()).decode()
    return _problem(firehose._put_record({"DeliveryStreamName": name, "Record": {"Data": data}}))


def _problem(response: Response) -> str | None:
    return response[2].decode() if response[0] >= 400 else None
