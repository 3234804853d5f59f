"""Account B, the provider: the PetStore, a private REST API that the consumer's endpoint may read and no one else may call.

Run as ../README.md says. The hand-over files are in ../hand-over, or in the folder of `-c handOver=...`.
"""
import os
from pathlib import Path

from aws_cdk import App, Environment, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import Construct
from cdk_cross_account_private_api import CrossAccountPrivateApi, HandOver

PETS_HANDLER = """
const pets = [
  { id: 1, type: 'dog', price: 249.99 },
  { id: 2, type: 'cat', price: 124.99 },
  { id: 3, type: 'fish', price: 0.99 },
];
const answer = (statusCode, body) => ({ statusCode, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

exports.handler = async ({ httpMethod, pathParameters, body }) => {
  const petId = pathParameters?.petId;
  if (httpMethod === 'POST') {
    return answer(200, { pet: JSON.parse(body ?? '{}'), message: 'success' });
  }
  if (petId === undefined) {
    return answer(200, pets);
  }
  const pet = pets.find(({ id }) => String(id) === petId);
  return pet ? answer(200, pet) : answer(404, { message: 'no pet ' + petId });
};
"""


class PetstoreProvider(Stack):
    def __init__(self, scope: Construct, construct_id: str, *, network: HandOver, env: Environment) -> None:
        super().__init__(scope, construct_id, env=env)

        pets = lambda_.Function(
            self, "Pets",
            runtime=lambda_.Runtime.NODEJS_22_X,
            handler="index.handler",
            code=lambda_.Code.from_inline(PETS_HANDLER),
        )
        integration = apigateway.LambdaIntegration(pets, allow_test_invoke=False)

        pet_store = CrossAccountPrivateApi(
            self, "PetStore",
            stage_name="v1",
            allowed_consumers=[
                network.allowed_consumer("Consumer", name="pet shop", routes=["GET /pets", "GET /pets/{petId}"]),  # POST is for nobody yet
            ],
        )
        collection = pet_store.root.add_resource("pets")
        collection.add_method("GET", integration)
        collection.add_method("POST", integration)
        collection.add_resource("{petId}").add_method("GET", integration)
        pet_store.export_hand_over("PetStore")


app = App()
hand_over = Path(app.node.try_get_context("handOver") or Path(__file__).resolve().parent.parent / "hand-over")
env = Environment(account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=os.environ.get("CDK_DEFAULT_REGION"))

PetstoreProvider(app, "PetstoreProvider", env=env, network=HandOver.from_file(str(hand_over / "network.json")))
app.synth()
