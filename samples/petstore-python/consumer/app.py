"""Account A, the consumer: a VPC with an endpoint for private APIs, and an App that calls the provider's PetStore.

Run as ../README.md says. The hand-over files are in ../hand-over, or in the folder of `-c handOver=...`.
"""
import os
from pathlib import Path

from aws_cdk import Annotations, App, CfnOutput, Duration, Environment, Fn, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_lambda as lambda_
from constructs import Construct
from cdk_cross_account_private_api import HandOver, PrivateApiConnection, PrivateApiConsumer

SAMPLE = Path(__file__).resolve().parent.parent


class PetstoreNetwork(Stack):
    def __init__(self, scope: Construct, construct_id: str, *, env: Environment) -> None:
        super().__init__(scope, construct_id, env=env)

        self.vpc = ec2.Vpc(
            self, "Vpc",
            nat_gateways=0,
            subnet_configuration=[ec2.SubnetConfiguration(name="Private", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)],
        )
        self.consumer = PrivateApiConsumer(self, "Consumer", vpc=self.vpc)
        self.consumer.export_hand_over("Consumer")

    @property
    def availability_zones(self) -> list[str]:
        """Two zones by number, so that nothing is looked up in the account."""
        return [Fn.select(index, Fn.get_azs()) for index in range(2)]


class PetstoreWorkload(Stack):
    def __init__(self, scope: Construct, construct_id: str, *, network: PetstoreNetwork, provider: HandOver, env: Environment) -> None:
        super().__init__(scope, construct_id, env=env)

        if not provider.exists:
            Annotations.of(self).add_error(
                f"{provider.path} does not exist yet: deploy the provider first, with cdk deploy --outputs-file {provider.path}"
            )
            return

        pets = PrivateApiConnection(self, "Pets", consumer=network.consumer, api=provider.api(self, "PetStore", "PetStore"))
        app = self._caller("App", network.vpc, pets)
        network.consumer.allow_from(app)
        neighbour = self._caller("Neighbour", network.vpc, pets)  # in the same VPC, and not allowed

        CfnOutput(self, "AppFunctionName", value=app.function_name)
        CfnOutput(self, "NeighbourFunctionName", value=neighbour.function_name)
        CfnOutput(self, "PetsUrl", value=pets.url_for_path("/pets"))

    def _caller(self, construct_id: str, vpc: ec2.IVpc, api: PrivateApiConnection) -> lambda_.Function:
        return lambda_.Function(
            self, construct_id,
            runtime=lambda_.Runtime.NODEJS_22_X,
            handler="index.handler",
            code=lambda_.Code.from_inline((SAMPLE / "caller.js").read_text(encoding="utf8")),
            environment=api.environment,
            vpc=vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            memory_size=256,
            timeout=Duration.seconds(15),
        )


app = App()
hand_over = Path(app.node.try_get_context("handOver") or SAMPLE / "hand-over")
env = Environment(account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=os.environ.get("CDK_DEFAULT_REGION"))

network = PetstoreNetwork(app, "PetstoreNetwork", env=env)
PetstoreWorkload(app, "PetstoreWorkload", env=env, network=network, provider=HandOver.from_file(str(hand_over / "provider.json")))
app.synth()
