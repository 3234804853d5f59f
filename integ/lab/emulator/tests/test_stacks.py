"""CloudFormation's engine as the lab changes it, in one process and without a server."""

from __future__ import annotations

import asyncio
import copy
import logging
import os
import sys
import unittest
from typing import Any
from unittest import mock

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from ministack.core.responses import request_scope  # noqa: E402
from ministack.services import cloudformation, iam, ssm  # noqa: E402
from ministack.services.cloudformation import engine, provisioners, stacks  # noqa: E402

from lab_emulator import stack_outputs, stack_rollback  # noqa: E402

CONSUMER, PROVIDER, REGION = "111111111111", "222222222222", "ap-northeast-1"
NAME, STACK_ID = "stack", f"arn:aws:cloudformation:{REGION}:{PROVIDER}:stack/stack/1"

# The engine logs every failure, and these are meant.
logging.getLogger("cloudformation").setLevel(logging.CRITICAL)
stack_outputs.install()
stack_rollback.install()


def thing(**properties: Any) -> dict[str, Any]:
    return {"Type": "Test::Thing", "Properties": properties}


def custom(**properties: Any) -> dict[str, Any]:
    return {"Type": "Custom::Selector", "Properties": {"ServiceToken": "any", **properties}}


class Engine(unittest.TestCase):
    """A type that is updated in place, a custom resource that always answers with a new id, and what they were told."""

    def setUp(self) -> None:
        self.told: list[str] = []
        self.made = 0
        self.state: dict[str, Any] = {}
        registered = {"Test::Thing": {"create": self.create, "update": self.update, "delete": self.delete}}
        for patch in (
            mock.patch.dict(provisioners._RESOURCE_HANDLERS, registered),
            mock.patch.object(provisioners, "_custom_resource_create", self.custom_create),
            mock.patch.object(provisioners, "_custom_resource_update", self.custom_update),
            mock.patch.object(provisioners, "_custom_resource_delete", self.custom_delete),
            mock.patch.dict(provisioners._REPLACING_PROPERTIES, {"Test::Thing": ("Identity",)}),
        ):
            patch.start()
            self.addCleanup(patch.stop)
        scope = request_scope(PROVIDER, REGION)
        scope.__enter__()
        self.addCleanup(scope.__exit__, None, None, None)
        self.addCleanup(cloudformation._stacks.clear)
        self.addCleanup(cloudformation._stack_events.clear)

    def new_id(self, kind: str) -> str:
        self.made += 1
        return f"{kind}{self.made}"

    def create(self, logical_id: str, props: dict[str, Any], stack_name: str) -> tuple[str, dict[str, Any]]:
        if props.get("Fails"):
            raise ValueError("refused")
        made = self.new_id("thing")
        self.state[made] = props
        return made, {}

    def update(
        self, physical_id: str, old: dict[str, Any], new: dict[str, Any], stack_name: str
    ) -> tuple[str, dict[str, Any]]:
        if new.get("Fails"):
            raise ValueError("refused")
        self.assertEqual(stack_name, NAME)
        self.told.append(f"{physical_id}: {old['Value']} -> {new['Value']}")
        self.state[physical_id] = new
        return physical_id, {}

    def delete(self, physical_id: str, props: dict[str, Any]) -> None:
        self.told.append(f"delete {physical_id}")
        del self.state[physical_id]

    def custom_create(self, logical_id: str, *_: Any) -> tuple[str, dict[str, Any]]:
        return self.new_id("custom"), {}

    def custom_update(
        self, physical_id: str, old: dict[str, Any], new: dict[str, Any], stack_name: str, **_: Any
    ) -> tuple[str, dict[str, Any]]:
        self.assertEqual(stack_name, NAME)
        self.told.append(f"ask {physical_id}: {old['Value']} -> {new['Value']}")
        if new["Value"] == "refused":
            raise RuntimeError("refused")
        return self.new_id("custom"), {}

    def custom_delete(self, physical_id: str, props: dict[str, Any], **_: Any) -> None:
        self.told.append(f"delete {physical_id} of {props['Value']}")

    def deploy(self, resources: dict[str, Any], *, disable_rollback: bool = False) -> dict[str, Any]:
        """What the API's handlers hand to the engine; the stack when it has settled."""
        stack = cloudformation._stacks.get(NAME)
        previous = copy.deepcopy(stack) if stack else None
        if stack is None:
            stack = cloudformation._stacks[NAME] = {"StackName": NAME, "StackId": STACK_ID}
        self.told.clear()
        deploying = stacks._deploy_stack_async(
            NAME, STACK_ID, {"Resources": resources}, {}, disable_rollback, [], previous is not None, previous
        )
        asyncio.run(deploying)
        return stack

    def ids(self) -> dict[str, str]:
        records = cloudformation._stacks[NAME]["_resources"]
        return {name: record["PhysicalResourceId"] for name, record in records.items()}


def resources(value: str, **more: Any) -> dict[str, Any]:
    """An API, what is selected for it, and a stage that points to that."""
    return {
        "Api": thing(Value=value),
        "Selector": custom(Value=value, Api={"Ref": "Api"}),
        "Stage": thing(Value={"Ref": "Selector"}),
        **more,
    }


FAILING = {**thing(Fails=True), "DependsOn": "Stage"}


class RollBack(Engine):
    def setUp(self) -> None:
        super().setUp()
        self.deploy(resources("one"))
        self.assertEqual(self.ids(), {"Api": "thing1", "Selector": "custom2", "Stage": "thing3"})

    def test_asks_custom_resources_again_in_the_order_of_dependencies(self) -> None:
        stack = self.deploy(resources("two", Late=FAILING))

        self.assertEqual(stack["StackStatus"], "UPDATE_ROLLBACK_COMPLETE")
        self.assertEqual(
            self.told,
            [
                "thing1: one -> two",
                "ask custom2: one -> two",
                "thing3: custom2 -> custom4",
                # The failure, and back.
                "thing1: two -> one",
                "ask custom4: two -> one",
                "thing3: custom4 -> custom5",
                "delete custom4 of two",
            ],
        )
        self.assertEqual(self.ids(), {"Api": "thing1", "Selector": "custom5", "Stage": "thing3"})
        recorded = cloudformation._stack_events[STACK_ID]
        events = [(event["LogicalResourceId"], event["ResourceStatus"]) for event in recorded]
        rolled_back = events[events.index((NAME, "UPDATE_ROLLBACK_IN_PROGRESS")) :]
        steps = ("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE")
        self.assertEqual(
            rolled_back[1:],
            [
                *((name, step) for name in ("Api", "Selector", "Stage") for step in steps),
                (NAME, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
                ("Selector", "DELETE_IN_PROGRESS"),
                ("Selector", "DELETE_COMPLETE"),
                (NAME, "UPDATE_ROLLBACK_COMPLETE"),
            ],
        )

    def test_the_next_update_starts_from_what_was_rolled_back_to(self) -> None:
        self.deploy(resources("two", Late=FAILING))
        stack = self.deploy(resources("three"))

        self.assertEqual(stack["StackStatus"], "UPDATE_COMPLETE")
        self.assertEqual(
            self.told,
            [
                "thing1: one -> three",
                "ask custom5: one -> three",
                "thing3: custom5 -> custom6",
                "delete custom5 of one",
            ],
        )

    def test_what_refers_to_a_custom_resource_follows_although_the_update_did_not_reach_it(self) -> None:
        stage = {**thing(Value={"Ref": "Selector"}), "DependsOn": "Early"}
        self.deploy({**resources("one"), "Early": thing(Value="early"), "Stage": stage})
        failing = {**thing(Fails=True), "DependsOn": "Selector"}
        self.deploy({**resources("two"), "Early": failing, "Stage": stage})

        self.assertEqual(
            self.told[-4:],
            ["thing1: two -> one", "ask custom5: two -> one", "thing3: custom2 -> custom6", "delete custom5 of two"],
        )
        self.assertEqual(self.state["thing3"], {"Value": "custom6"})

    def test_one_that_refuses_is_asked_again_with_the_id_it_had(self) -> None:
        stack = self.deploy(resources("refused"))

        self.assertEqual(stack["StackStatus"], "UPDATE_ROLLBACK_COMPLETE")
        self.assertEqual(
            self.told,
            [
                "thing1: one -> refused",
                "ask custom2: one -> refused",
                "thing1: refused -> one",
                "ask custom2: refused -> one",
                "thing3: custom2 -> custom4",
                "delete custom2 of refused",
            ],
        )

    def test_a_replaced_resource_is_in_force_again_and_the_new_one_goes_after_the_roll_back(self) -> None:
        self.deploy({**resources("one"), "Deployment": thing(Identity="a", Value="a")})
        new = thing(Identity="b", Value="b")
        self.deploy({**resources("two"), "Deployment": new, "Late": {**FAILING, "DependsOn": ["Stage", "Deployment"]}})

        self.assertEqual(self.ids()["Deployment"], "thing4")
        self.assertIn("delete thing5", self.told)
        self.assertEqual(self.state["thing4"], {"Identity": "a", "Value": "a"})
        self.assertGreater(self.told.index("delete thing5"), self.told.index("thing3: custom6 -> custom7"))

    def test_what_the_update_made_goes_unless_it_is_retained(self) -> None:
        more = {"New": thing(Value="n"), "Kept": {**thing(Value="k"), "DeletionPolicy": "Retain"}}
        self.deploy(resources("two", **more, Late={**FAILING, "DependsOn": ["Stage", "New", "Kept"]}))

        left = sorted(str(props["Value"]) for props in self.state.values())
        self.assertEqual(left, ["custom7", "k", "one"])

    def test_without_roll_back_everything_stays_as_the_failure_left_it(self) -> None:
        stack = self.deploy(resources("two", Late=FAILING), disable_rollback=True)

        self.assertEqual(stack["StackStatus"], "UPDATE_FAILED")
        self.assertEqual(self.told, ["thing1: one -> two", "ask custom2: one -> two", "thing3: custom2 -> custom4"])

    def test_an_update_of_no_custom_resource_is_left_to_the_emulator(self) -> None:
        self.deploy({**resources("one"), "Other": thing(Value="a")})
        late = {**FAILING, "DependsOn": ["Stage", "Other"]}
        self.deploy({**resources("one"), "Other": thing(Value="b"), "Late": late})

        self.assertEqual(self.told, ["thing4: a -> b", "thing4: b -> a"])


class Replacement(Engine):
    def test_the_new_one_first_then_what_refers_to_it_and_the_old_one_last(self) -> None:
        def both(identity: str) -> dict[str, Any]:
            return {"Deployment": thing(Identity=identity), "Stage": thing(Value={"Ref": "Deployment"})}

        self.deploy(both("a"))
        self.deploy(both("b"))

        self.assertEqual(self.told, ["thing2: thing1 -> thing3", "delete thing1"])


class StackOutputs(unittest.TestCase):
    def setUp(self) -> None:
        with request_scope(CONSUMER, REGION):
            cloudformation._stacks["network"] = {
                "StackStatus": "CREATE_COMPLETE",
                "Outputs": [{"OutputKey": "Endpoint", "OutputValue": "vpce-1"}],
            }
            iam._roles["reader"] = {"RoleName": "reader"}
        self.addCleanup(cloudformation._stacks._data.clear)
        self.addCleanup(iam._roles._data.clear)

    def resolve(self, **given: Any) -> Any:
        with request_scope(PROVIDER, REGION):
            condition = {"StringEquals": {"aws:SourceVpce": {"Fn::GetStackOutput": given}}}
            policy = {"Statement": [{"Effect": "Allow", "Condition": condition}]}
            resolved = engine._resolve_refs(policy, {}, {}, {}, {}, "api", STACK_ID)
            return resolved["Statement"][0]["Condition"]["StringEquals"]["aws:SourceVpce"]

    def test_of_the_account_of_the_role_inside_of_a_policy(self) -> None:
        role = {"Fn::Join": ["", ["arn:aws:iam::", CONSUMER, ":role/reader"]]}
        self.assertEqual(self.resolve(StackName="network", OutputName="Endpoint", RoleArn=role), "vpce-1")

    def test_as_the_whole_value_of_an_output(self) -> None:
        given = {"StackName": "network", "OutputName": "Endpoint", "RoleArn": f"arn:aws:iam::{CONSUMER}:role/reader"}
        definitions = {"Id": {"Value": {"Fn::GetStackOutput": given}}}
        with request_scope(PROVIDER, REGION):
            outputs, _ = stacks._resolve_stack_outputs(definitions, {}, {}, {}, {}, "api", STACK_ID)

        self.assertEqual([(each["OutputKey"], each["OutputValue"]) for each in outputs], [("Id", "vpce-1")])

    def test_without_a_role_it_is_of_the_own_account(self) -> None:
        with self.assertRaisesRegex(ValueError, f"Stack 'network' not found in account {PROVIDER} and Region {REGION}"):
            self.resolve(StackName="network", OutputName="Endpoint")

    def test_of_another_region(self) -> None:
        role = f"arn:aws:iam::{CONSUMER}:role/reader"
        with self.assertRaisesRegex(ValueError, "not found in account 111111111111 and Region eu-west-1"):
            self.resolve(StackName="network", OutputName="Endpoint", RoleArn=role, Region="eu-west-1")

    def test_refuses_a_missing_output_and_a_missing_role(self) -> None:
        role = f"arn:aws:iam::{CONSUMER}:role/reader"
        with self.assertRaisesRegex(ValueError, "Output 'Nothing' not found in stack 'network'"):
            self.resolve(StackName="network", OutputName="Nothing", RoleArn=role)
        with self.assertRaisesRegex(ValueError, "Role '.*:role/nobody' cannot be assumed"):
            self.resolve(StackName="network", OutputName="Endpoint", RoleArn=f"arn:aws:iam::{CONSUMER}:role/nobody")


class Parameters(unittest.TestCase):
    """What the emulator does by itself, and the lab counts on."""

    TEMPLATE = {"Parameters": {"Endpoint": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/endpoint"}}}

    def resolve(self, template: dict[str, Any], given: list[dict[str, Any]], previous: dict[str, Any]) -> Any:
        return engine._resolve_parameters(template, given, previous)["Endpoint"]["Value"]

    def test_one_from_ssm_is_read_at_each_deploy(self) -> None:
        keep = [{"Key": "Endpoint", "UsePreviousValue": True}]
        before = {"Endpoint": {"Value": "/endpoint@1", "SsmName": "/endpoint"}}
        with mock.patch.object(ssm, "resolve_parameter_value", lambda name: f"{name}@2"):
            self.assertEqual(self.resolve(self.TEMPLATE, keep, before), "/endpoint@2")

    def test_a_kept_value_wins_over_a_new_default(self) -> None:
        template = {"Parameters": {"Endpoint": {"Type": "String", "Default": "new"}}}
        keep = [{"Key": "Endpoint", "UsePreviousValue": True}]
        self.assertEqual(self.resolve(template, keep, {"Endpoint": {"Value": "old"}}), "old")


if __name__ == "__main__":
    unittest.main()
