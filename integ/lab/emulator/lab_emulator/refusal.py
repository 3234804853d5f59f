"""A request that AWS refuses, in AWS's words: one error for the service's API and for a stack's events."""

from __future__ import annotations

import uuid
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import apigateway_v1, ec2, route53

Response = tuple[int, dict[str, str], bytes]


class Refusal(Exception):
    """`str()` of it is what CloudFormation prints in the stack events for a failed resource."""

    def __init__(self, service: str, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.service = service
        self.code = code
        self.message = message
        self.status = status

    def __str__(self) -> str:
        handler_code = "NotFound" if self.status == 404 else "AlreadyExists" if self.status == 409 else "InvalidRequest"
        return (
            f'Resource handler returned message: "{self.message} (Service: {self.service}, Status Code: {self.status}, '
            f'Request ID: {uuid.uuid4()})" (RequestToken: {uuid.uuid4()}, HandlerErrorCode: {handler_code})'
        )

    def response(self) -> Response:
        if self.service == "ApiGateway":
            return apigateway_v1._v1_error(self.code, self.message, self.status)
        if self.service == "Lambda":
            return error_response_json(self.code, self.message, self.status)
        if self.service == "Route53":
            return route53._error_response(self.code, self.message, self.status)
        return ec2._error(self.code, _xml_text(self.message), self.status)


def ec2_refusal(code: str, message: str) -> Refusal:
    return Refusal("Ec2", code, message)


def apigateway_refusal(message: str, code: str = "BadRequestException", status: int = 400) -> Refusal:
    return Refusal("ApiGateway", code, message, status)


def route53_refusal(code: str, message: str, status: int = 400) -> Refusal:
    return Refusal("Route53", code, message, status)


def answer_refusals(action: Any) -> Any:
    """Turn a refusal raised inside an API action into the service's error response."""

    def answered(*args: Any, **kwargs: Any) -> Any:
        try:
            return action(*args, **kwargs)
        except Refusal as refusal:
            return refusal.response()

    return answered


def _xml_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
