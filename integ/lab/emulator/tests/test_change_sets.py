"""Change sets as the lab changes them, in one process and without a server."""

from __future__ import annotations

import json
import os
import re
import sys
import unittest
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from ministack.core.responses import request_scope  # noqa: E402
from ministack.services import cloudformation  # noqa: E402
from ministack.services.cloudformation import handlers  # noqa: E402

from lab_emulator import output_changes  # noqa: E402

output_changes.install()

RESOURCES = {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "one"}}}
DEPLOYED = {"Resources": RESOURCES, "Outputs": {"Chosen": {"Value": "first"}}}


class OutputChanges(unittest.TestCase):
    def setUp(self) -> None:
        scope = request_scope("222222222222", "ap-northeast-1")
        scope.__enter__()
        self.addCleanup(scope.__exit__, None, None, None)
        self.addCleanup(cloudformation._stacks.clear)
        self.addCleanup(cloudformation._change_sets.clear)
        cloudformation._stacks["stack"] = {
            "StackName": "stack",
            "StackId": "arn:aws:cloudformation:ap-northeast-1:222222222222:stack/stack/1",
            "StackStatus": "CREATE_COMPLETE",
            "_template": DEPLOYED,
            "_resources": {"Queue": {"PhysicalResourceId": "one", "ResourceType": "AWS::SQS::Queue"}},
        }

    def change_set(self, template: dict[str, Any]) -> dict[str, Any]:
        status, _, body = handlers._ACTION_HANDLERS["CreateChangeSet"]({
            "StackName": ["stack"], "ChangeSetName": ["next"], "ChangeSetType": ["UPDATE"], "TemplateBody": [json.dumps(template)],
        })
        self.assertEqual(status, 200, body)
        name = re.search(r"<Id>(.*?)</Id>", body.decode())
        assert name is not None
        made: dict[str, Any] = cloudformation._change_sets[name[1]]
        return made

    def test_one_of_outputs_only_can_be_executed(self) -> None:
        made = self.change_set({**DEPLOYED, "Outputs": {"Chosen": {"Value": "second"}}})

        self.assertEqual((made["Status"], made["ExecutionStatus"]), ("CREATE_COMPLETE", "AVAILABLE"))
        self.assertEqual(made["Changes"], [])

    def test_one_of_nothing_fails(self) -> None:
        made = self.change_set(DEPLOYED)

        self.assertEqual((made["Status"], made["ExecutionStatus"]), ("FAILED", "UNAVAILABLE"))
        self.assertIn("didn't contain changes", made["StatusReason"])


if __name__ == "__main__":
    unittest.main()
