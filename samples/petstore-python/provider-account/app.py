"""Account B, once per account and Region: the role as which API Gateway writes logs, for all its APIs.

Look first, since this overwrites what is there: `aws apigateway get-account`. If it shows a `cloudwatchRoleArn`, leave this app out.
"""
import os

from aws_cdk import App, Environment, Stack
from cdk_cross_account_private_api import ApiGatewayAccountLogging

app = App()
env = Environment(account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=os.environ.get("CDK_DEFAULT_REGION"))

logging = Stack(app, "ApiGatewayLogging", env=env)
ApiGatewayAccountLogging(logging, "ApiGatewayAccountLogging")
app.synth()
