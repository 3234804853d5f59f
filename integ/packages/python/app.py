"""The twin of ../typescript/app.ts, in its order: the templates of both must be the same."""
import json
import traceback
from datetime import datetime, timezone
from pathlib import Path
from typing import Callable, Optional

from aws_cdk import App, CfnOutput, CfnParameter, Environment, Expiration, RemovalPolicy, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesisfirehose as firehose
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from cdk_cross_account_private_api import (
    AllowedConsumer,
    ApiGatewayAccountLogging,
    ConsumerEndpoint,
    CrossAccountPrivateApi,
    HandOver,
    ICrossAccountPrivateApi,
    IPrivateApiConsumer,
    PrivateApiAccessLog,
    PrivateApiAddressing,
    PrivateApiConnection,
    PrivateApiConsumer,
    PrivateApiProbe,
    PrivateApiSource,
)

REGION = "ap-northeast-1"
PROVIDER_ACCOUNT = "222222222222"
CONSUMER = Environment(account="111111111111", region=REGION)
PROVIDER = Environment(account=PROVIDER_ACCOUNT, region=REGION)

# What the CLI would look up.
ZONES = {f"availability-zones:account=111111111111:region={REGION}": [f"{REGION}a", f"{REGION}c"]}
app = App(outdir="cdk.out", context=ZONES)
hand_over = HandOver.from_file("hand-over.json")


def vpc(scope: Stack, construct_id: str, cidr: str) -> ec2.Vpc:
    return ec2.Vpc(
        scope, construct_id,
        ip_addresses=ec2.IpAddresses.cidr(cidr),
        nat_gateways=0,
        subnet_configuration=[ec2.SubnetConfiguration(name="Private", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)],
    )


def caller_function(scope: Stack, construct_id: str, network: ec2.IVpc, connection: PrivateApiConnection) -> lambda_.Function:
    return lambda_.Function(
        scope, construct_id,
        runtime=lambda_.Runtime.NODEJS_22_X,
        handler="index.handler",
        code=lambda_.Code.from_inline(Path("caller.js").read_text(encoding="utf8")),
        environment=connection.environment,
        vpc=network,
        vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
    )


# Consumers: an endpoint of each kind.
network = Stack(app, "Network", env=CONSUMER)

orders_vpc = vpc(network, "OrdersVpc", "10.0.0.0/16")
orders = PrivateApiConsumer(network, "Orders", vpc=orders_vpc)
orders.export_hand_over("Orders")
orders.allow_from(ec2.Peer.ipv4("192.168.0.0/16"))
resolver = orders.add_inbound_resolver(allowed_cidrs=["192.168.0.0/16"])
CfnOutput(network, "ForwardedDomain", value=resolver.forwarded_domain_name)

reports_vpc = vpc(network, "ReportsVpc", "10.1.0.0/16")
reports = PrivateApiConsumer(
    network, "Reports",
    vpc=reports_vpc,
    endpoint=ConsumerEndpoint.create(
        private_dns_enabled=True,
        removal_policy=RemovalPolicy.RETAIN,
        subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
    ),
)

audit_vpc = vpc(network, "AuditVpc", "10.2.0.0/16")
audit_endpoint = ec2.InterfaceVpcEndpoint(
    network, "AuditEndpoint",
    vpc=audit_vpc, service=ec2.InterfaceVpcEndpointAwsService.APIGATEWAY, private_dns_enabled=False,
)
audit = PrivateApiConsumer(network, "Audit", vpc=audit_vpc, endpoint=ConsumerEndpoint.existing(audit_endpoint))

# Providers: an API of each source, on whose lists is an entry of each kind.
logging = Stack(app, "Logging", env=PROVIDER)
ApiGatewayAccountLogging(logging, "AccountLogging")

provider = Stack(app, "Provider", env=PROVIDER)
mock = apigateway.MockIntegration(request_templates={"application/json": '{"statusCode": 200}'})

pets = CrossAccountPrivateApi(
    provider, "Pets",
    stage_name="v1",
    api=PrivateApiSource.code(description="Everything about pets", default_integration=mock),
    access_log=PrivateApiAccessLog.cloud_watch(retention=logs.RetentionDays.SIX_MONTHS, removal_policy=RemovalPolicy.DESTROY),
    allowed_vpc_endpoint_ids=["vpce-03f6d2b1bb8d0f015"],
    allowed_consumers=[
        AllowedConsumer.vpc_endpoint_id("vpce-0aaaaaaaaaaaaaaaa", name="reader", routes=["GET /pets", "GET /pets/{petId}"]),
        AllowedConsumer.vpc_endpoint(audit_endpoint, name="audit", source_cidrs=["10.2.0.0/24"]),
        AllowedConsumer.vpc_id("vpc-0a1b2c3d4e5f60718", name="partner", expires=Expiration.at_date(datetime(2099, 3, 31, tzinfo=timezone.utc))),
        AllowedConsumer.vpc(reports_vpc),
        AllowedConsumer.consumer(orders, name="orders"),
    ],
)
pets.allow(hand_over.allowed_consumer("Orders", routes=["POST /pets"]))
collection = pets.root.add_resource("pets")
collection.add_method("GET")
collection.add_method("POST")
collection.add_resource("{petId}").add_method("GET")
pets.export_hand_over("Pets")

signed = CrossAccountPrivateApi(
    provider, "Signed",
    api=PrivateApiSource.code(
        default_integration=mock,
        default_method_options=apigateway.MethodOptions(authorization_type=apigateway.AuthorizationType.IAM),
    ),
    access_log=PrivateApiAccessLog.firehose(firehose.DeliveryStream.from_delivery_stream_arn(
        provider, "Stream", f"arn:aws:firehose:{REGION}:{PROVIDER_ACCOUNT}:deliverystream/amazon-apigateway-pets",
    )),
    allowed_consumers=[
        # aws_cdk's own principals and functions do not fit its interfaces: the names of parameters differ.
        AllowedConsumer.principal(iam.ArnPrincipal("arn:aws:iam::111111111111:role/orders"), name="role", from_any_endpoint=True),  # pyright: ignore[reportArgumentType]
        AllowedConsumer.vpc_endpoint_id("vpce-0aaaaaaaaaaaaaaaa", principals=[iam.AccountPrincipal("333333333333")]),  # pyright: ignore[reportArgumentType]
    ],
)
signed.root.add_method("GET")

followed = CrossAccountPrivateApi(
    provider, "Followed",
    allowed_vpc_endpoint_ids=[CfnParameter(provider, "OrdersEndpointId").value_as_string],
    associate_vpc_endpoints=True,
    access_log=PrivateApiAccessLog.none(),
    policy_revision="1",
)
followed.root.add_method("GET", mock)

CrossAccountPrivateApi(
    provider, "Described",
    api=PrivateApiSource.open_api(apigateway.ApiDefinition.from_inline({
        "info": {"title": "Described", "version": "1"},
        "openapi": "3.0.1",
        "paths": {"/pets": {"get": {"x-amazon-apigateway-integration": {"type": "mock"}}}},
    })),
    allowed_consumers=[AllowedConsumer.vpc_endpoint_id("vpce-0aaaaaaaaaaaaaaaa", routes=["GET /pets"])],
)

before = apigateway.RestApi(
    provider, "Before",
    endpoint_configuration=apigateway.EndpointConfiguration(types=[apigateway.EndpointType.PRIVATE]), cloud_watch_role=False,
)
before.root.add_method("GET", mock)
CrossAccountPrivateApi(
    provider, "Guard",
    api=PrivateApiSource.existing(before), allowed_vpc_endpoint_ids=["vpce-03f6d2b1bb8d0f015"],
)

# Connections: one of each form of address.
workload = Stack(app, "Workload", env=CONSUMER)
remote: ICrossAccountPrivateApi = CrossAccountPrivateApi.from_cross_account_private_api_attributes(
    workload, "Remote",
    rest_api_id="6r6oaqtr37",
    stage_name="v1",
    account=PROVIDER_ACCOUNT,
    region=REGION,
    endpoint_access_mode=apigateway.EndpointAccessMode.BASIC,
    disable_execute_api_endpoint=False,
    associated_vpc_endpoint_ids=["vpce-0bbbbbbbbbbbbbbbb"],
)
partner: IPrivateApiConsumer = PrivateApiConsumer.from_private_api_consumer_attributes(
    workload, "Partner",
    vpc=ec2.Vpc.from_vpc_attributes(workload, "PartnerVpc", vpc_id="vpc-0a1b2c3d4e5f60718", availability_zones=[f"{REGION}a"]),
    vpc_endpoint_id="vpce-0bbbbbbbbbbbbbbbb",
    vpc_endpoint_host_name=f"vpce-0bbbbbbbbbbbbbbbb-abcd.execute-api.{REGION}.vpce.amazonaws.com",
    private_dns_enabled=False,
)


def connect(
    construct_id: str, consumer: IPrivateApiConsumer, api: ICrossAccountPrivateApi, addressing: Optional[PrivateApiAddressing] = None,
) -> PrivateApiConnection:
    connection = PrivateApiConnection(workload, construct_id, consumer=consumer, api=api, addressing=addressing)
    CfnOutput(workload, f"{construct_id}Url", value=connection.url_for_path("/pets"))
    CfnOutput(workload, f"{construct_id}Host", value=f"{connection.host_name} {connection.signed_host}")
    CfnOutput(workload, f"{construct_id}Headers", value=" ".join(connection.headers) or "-")
    CfnOutput(workload, f"{construct_id}Verify", value=connection.verify_command)
    return connection


by_zone = connect("ByZone", orders, remote, PrivateApiAddressing.hosted_zone())
connect("ByPrivateDns", reports, remote, PrivateApiAddressing.private_dns())
connect("ByAlias", partner, hand_over.api(workload, "Handed", "Pets"), PrivateApiAddressing.endpoint_alias())
connect("ByHostHeader", audit, remote, PrivateApiAddressing.host_header())
connect("ByApiId", partner, remote, PrivateApiAddressing.api_id_header())
connect("ByDefault", audit, remote)
orders_app = caller_function(workload, "OrdersApp", orders_vpc, by_zone)
orders.allow_from(orders_app)
by_zone.grants.invoke(orders_app, ["GET /pets"])
probe = PrivateApiProbe(workload, "Probe", vpc=orders_vpc, connection=by_zone)
by_zone.grants.invoke(probe, ["GET /pets"])

# The PetStore, which is deployed: an App that may call it, and an outsider with an endpoint that is not on the list.
pet_network = Stack(app, "PetstoreNetwork", env=CONSUMER)
pet_vpc = vpc(pet_network, "Vpc", "10.8.0.0/16")
pet_consumer = PrivateApiConsumer(pet_network, "Consumer", vpc=pet_vpc)
outsider_vpc = vpc(pet_network, "OutsiderVpc", "10.9.0.0/16")
outsider = PrivateApiConsumer(pet_network, "Outsider", vpc=outsider_vpc)

pet_provider = Stack(app, "PetstoreProvider", env=PROVIDER)
pet_provider.add_dependency(logging)
pet_store = CrossAccountPrivateApi(
    pet_provider, "PetStore",
    stage_name="v1", allowed_consumers=[AllowedConsumer.consumer(pet_consumer, name="pet shop", routes=["GET /pets"])],
)
pets_function = lambda_.Function(
    pet_provider, "Pets",
    runtime=lambda_.Runtime.NODEJS_22_X, handler="index.handler", code=lambda_.Code.from_inline(Path("pets.js").read_text(encoding="utf8")),
)
pet_store.root.add_resource("pets").add_method("GET", apigateway.LambdaIntegration(
    pets_function, allow_test_invoke=False,  # pyright: ignore[reportArgumentType]
))

pet_workload = Stack(app, "PetstoreWorkload", env=CONSUMER)
for name, consumer, its_vpc in [("App", pet_consumer, pet_vpc), ("OutsiderApp", outsider, outsider_vpc)]:
    caller = caller_function(pet_workload, name, its_vpc, PrivateApiConnection(pet_workload, f"{name}Pets", consumer=consumer, api=pet_store))
    consumer.allow_from(caller)
    CfnOutput(pet_workload, f"{name}Name", value=caller.function_name)

app.synth()


def error_of(mistake: Callable[[], object]) -> dict[str, str]:
    """What a mistake looks like: to a program, and on the terminal of whoever does not catch it."""
    try:
        mistake()
    except Exception as error:
        return {"message": str(error), "printed": traceback.format_exc()}
    raise AssertionError("the mistake must be refused, and was not")


mistaken = App(outdir="mistakes.out")
mistakes = Stack(mistaken, "Mistakes")
CrossAccountPrivateApi(mistakes, "Empty").root.add_method("GET", mock)
Path("errors.json").write_text(json.dumps({
    "constructor": error_of(lambda: CrossAccountPrivateApi(mistakes, "Api", allowed_vpc_endpoint_ids=["vpce-nope"])),
    "factory": error_of(lambda: AllowedConsumer.vpc_id("nope")),
    "file": error_of(lambda: HandOver.from_file("nothing.json").allowed_consumer("Orders")),
    "synth": error_of(mistaken.synth),
}), encoding="utf8")
