"""
The event of a call through an endpoint: what API Gateway tells a function about it and the emulator, which is called by the data plane, cannot
know. Its shape: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html, and `vpceId`, `vpcId` of
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html.
"""

from __future__ import annotations

from typing import Any

Event = dict[str, Any]

_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto")
_NOBODY = (
    "accessKey", "accountId", "caller", "cognitoAuthenticationProvider", "cognitoAuthenticationType", "cognitoIdentityId",
    "cognitoIdentityPoolId", "principalOrgId", "user", "userArn",
)  # fmt: skip


def complete(event: Event, call: dict[str, Any]) -> Event:
    """`call` is the data plane's: the host and the header names as they were sent, both ids of the request, the endpoint and its VPC."""
    context, host = event["requestContext"], call["host"]
    names = {name.lower(): name for name in (*call["names"], *_FORWARDED)}

    def as_sent(headers: dict[str, Any], host_value: Any) -> dict[str, Any]:
        # `connection` is of the lab's own connection, and so is the host that was called on it.
        sent = {names.get(name, name): value for name, value in headers.items() if name != "connection"}
        return {**sent, names.get("host", "Host"): host_value}

    identity = context["identity"]
    return {
        **{name: value for name, value in event.items() if name != "version"},  # That is of HTTP APIs.
        "headers": as_sent(event["headers"], host),
        "multiValueHeaders": as_sent(event["multiValueHeaders"], [host]),
        "requestContext": {
            **context,
            "requestId": call["requestId"],
            "extendedRequestId": call["extendedRequestId"],
            "domainName": host,
            "domainPrefix": host.split(".")[0],
            "identity": {
                **dict.fromkeys(_NOBODY),
                **identity,
                "userAgent": identity["userAgent"] or None,
                "vpceId": call["vpceId"],
                "vpcId": call["vpcId"],
            },
        },
    }
