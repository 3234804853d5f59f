# Calls the private API once, signed as the function's role, with what Lambda's Python runtime brings.
import os
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import Session

session = Session()


def handler(event, _context):
    request = AWSRequest(event.get("method", "GET"), os.environ["PRIVATE_API_URL"] + event.get("path", "/pets"))
    if event.get("sign", True):
        SigV4Auth(session.get_credentials(), "execute-api", os.environ["AWS_REGION"]).add_auth(request)
    try:
        with urlopen(Request(request.url, method=request.method, headers=dict(request.headers)), timeout=10) as response:
            return {"status": response.status, "body": response.read().decode()}
    except HTTPError as refusal:
        return {"status": refusal.code, "errorType": refusal.headers["x-amzn-ErrorType"], "body": refusal.read().decode()}
