"""Run: `python -m unittest discover -s tests` in this folder, with the emulator installed."""

from __future__ import annotations

import json
import os
import struct
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab_emulator.access_mode import checked_access  # noqa: E402
from lab_emulator.changing_requests import can_change  # noqa: E402
from lab_emulator.endpoint_names import dns_entries, service_region  # noqa: E402
from lab_emulator.function_environment import lab_environment  # noqa: E402
from lab_emulator.function_payloads import as_written_by  # noqa: E402
from lab_emulator.group_rules import rule_key, single_rules  # noqa: E402
from lab_emulator.hosted_zone_report import plain_name  # noqa: E402
from lab_emulator.loopback_addresses import function_identity, loopback_of  # noqa: E402
from lab_emulator.mock_integration import chosen_response  # noqa: E402
from lab_emulator.peering import routes_over  # noqa: E402
from lab_emulator.proxy_event import complete  # noqa: E402
from lab_emulator.record_sets import problems_of  # noqa: E402
from lab_emulator.refusal import Refusal  # noqa: E402
from lab_emulator.resource_policy import POLICY_LIMIT, stored_policy  # noqa: E402
from lab_emulator.settings import Settings  # noqa: E402
from lab_emulator.subnet_addresses import first_free_address, is_assignable  # noqa: E402
from lab_emulator.version_counter import VersionCounter  # noqa: E402

FORM = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}


def policy(resource: object) -> dict[str, object]:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def stored(resource: object) -> object:
    text = stored_policy(policy(resource), "222222222222", "ap-northeast-1", "6r6oaqtr37")
    return json.loads(text or "")["Statement"][0]["Resource"]


class SubnetAddresses(unittest.TestCase):
    def test_starts_behind_the_four_addresses_that_aws_keeps(self) -> None:
        self.assertEqual(first_free_address("10.1.0.0/24", set()), "10.1.0.4")

    def test_skips_taken_addresses_and_reuses_freed_ones(self) -> None:
        self.assertEqual(first_free_address("10.1.0.0/24", {"10.1.0.4", "10.1.0.6"}), "10.1.0.5")

    def test_a_full_subnet_has_none_and_keeps_its_last_address(self) -> None:
        taken = {f"10.1.0.{last}" for last in range(4, 15)}
        self.assertIsNone(first_free_address("10.1.0.0/28", taken))

    def test_a_wanted_address_lies_in_the_subnet_and_is_not_reserved(self) -> None:
        wanted = ("10.1.0.3", "10.1.0.4", "10.1.0.14", "10.1.0.15", "10.1.1.4")
        answers = [is_assignable("10.1.0.0/28", address) for address in wanted]
        self.assertEqual(answers, [False, True, True, False, False])


class ResourcePolicy(unittest.TestCase):
    def test_expands_the_short_form_alone_and_in_lists(self) -> None:
        arn = "arn:aws:execute-api:ap-northeast-1:222222222222:6r6oaqtr37"
        self.assertEqual(stored("execute-api:/*"), f"{arn}/*")
        self.assertEqual(stored(["execute-api:/v1/GET/*", "*"]), [f"{arn}/v1/GET/*", "*"])
        self.assertEqual(stored(f"{arn}/v1/*"), f"{arn}/v1/*")

    def test_expands_in_the_partition_of_the_region(self) -> None:
        text = stored_policy(policy("execute-api:/*"), "222222222222", "cn-north-1", "6r6oaqtr37")
        self.assertIn("arn:aws-cn:execute-api:cn-north-1:", text or "")

    def test_counts_the_expanded_minified_text(self) -> None:
        room = POLICY_LIMIT - len(stored_policy(policy("execute-api:/"), "2" * 12, "ap-northeast-1", "a" * 10) or "")
        spaced = json.dumps(policy("execute-api:/" + "x" * room), indent=8)
        text = stored_policy(spaced, "2" * 12, "ap-northeast-1", "a" * 10)
        self.assertEqual(len(text or ""), POLICY_LIMIT)
        with self.assertRaises(Refusal):
            stored_policy(policy("execute-api:/" + "x" * (room + 1)), "2" * 12, "ap-northeast-1", "a" * 10)

    def test_refuses_what_is_no_policy(self) -> None:
        for wrong in ("{", "[]", "{}", {"Statement": []}, {"Statement": [{"Effect": "Allow", "Action": "*"}]}):
            with self.assertRaises(Refusal):
                stored_policy(wrong, "222222222222", "ap-northeast-1", "6r6oaqtr37")


class GroupRules(unittest.TestCase):
    def test_a_bundle_is_one_rule_per_source(self) -> None:
        bundle = {
            "IpProtocol": "6",
            "FromPort": 443,
            "ToPort": 443,
            "IpRanges": [{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "10.1.0.0/16"}],
            "UserIdGroupPairs": [{"GroupId": "sg-1", "UserId": "111111111111"}],
        }
        peers = [rule_key(rule)[3:] for rule in single_rules([bundle])]
        expected = [("IpRanges", "10.0.0.0/8"), ("IpRanges", "10.1.0.0/16"), ("UserIdGroupPairs", "sg-1")]
        self.assertEqual(peers, expected)

    def test_owner_description_and_protocol_spelling_do_not_make_another_rule(self) -> None:
        head = {"FromPort": 443, "ToPort": 443}
        pair = {"GroupId": "sg-1", "UserId": "1", "Description": "x"}
        one = {"IpProtocol": "tcp", **head, "UserIdGroupPairs": [pair]}
        other = {"IpProtocol": 6, **head, "UserIdGroupPairs": [{"GroupId": "sg-1"}]}
        self.assertEqual(*(rule_key(single_rules([rule])[0]) for rule in (one, other)))


class ChangingRequests(unittest.TestCase):
    def test_knows_reads_of_each_protocol(self) -> None:
        self.assertFalse(can_change("GET", "/restapis", "", {}, b""))
        self.assertFalse(can_change("POST", "/", "", FORM, b"Action=DescribeVpcs&Version=2016-11-15"))
        self.assertFalse(can_change("POST", "/", "", {"x-amz-target": "AmazonSSM.GetParameter"}, b"{}"))

    def test_calls_into_what_is_deployed_change_nothing(self) -> None:
        self.assertFalse(can_change("POST", "/_aws/execute-api/6r6oaqtr37/v1/pets", "", {}, b""))
        self.assertFalse(can_change("POST", "/2015-03-31/functions/app/invocations", "", {}, b""))

    def test_takes_everything_else_for_a_change(self) -> None:
        self.assertTrue(can_change("POST", "/", "", FORM, b"Action=CreateVpcEndpoint"))
        self.assertTrue(can_change("GET", "/", "Action=DeleteVpc&VpcId=vpc-1", {}, b""))
        self.assertTrue(can_change("PATCH", "/restapis/6r6oaqtr37", "", {}, b""))
        self.assertTrue(can_change("POST", "/_ministack/reset", "", {}, b""))


class FunctionEnvironment(unittest.TestCase):
    settings = Settings("v", "127.0.0.1:9", None, "/a b/preload.cjs", "/py", "/ca.pem", "/bundle.pem", "/modules")

    def test_puts_the_lab_before_the_functions_own_options(self) -> None:
        own = {"NODE_OPTIONS": "--max-old-space-size=99", "PYTHONPATH": "/own"}
        config = {"FunctionArn": "arn:aws:lambda:r:1:function:env", "Environment": {"Variables": own}}
        added = lab_environment(config, self.settings)
        self.assertEqual(added["NODE_OPTIONS"], '--require="/a b/preload.cjs" --max-old-space-size=99')
        self.assertEqual(added["PYTHONPATH"], os.pathsep.join(["/py", "/own"]))

    def test_every_version_of_a_function_calls_from_one_address(self) -> None:
        arn = "arn:aws:lambda:ap-northeast-1:111111111111:function:app"
        addresses = {loopback_of(function_identity(name)) for name in (arn, f"{arn}:1", f"{arn}:live")}
        self.assertEqual(len(addresses), 1)
        self.assertNotIn("127.64.0.1", addresses)


class MockResponses(unittest.TestCase):
    def chosen(self, status: str, *patterns: str | None) -> str | None:
        responses = {str(200 + i): {"statusCode": str(200 + i), "selectionPattern": one} for i, one in enumerate(patterns)}
        template = {"application/json": f'{{"statusCode": {status}}}'}
        found = chosen_response({"requestTemplates": template, "integrationResponses": responses})
        return found and found["statusCode"]

    def test_the_first_pattern_that_fits_then_the_one_without(self) -> None:
        self.assertEqual(self.chosen("500", None, r"5\d{2}", "500"), "201")
        self.assertEqual(self.chosen("404", r"5\d{2}", None), "201")

    def test_none_that_fits_and_none_without_a_pattern(self) -> None:
        self.assertIsNone(self.chosen("404", r"5\d{2}", "["))
        self.assertIsNone(self.chosen("200"))


class Payloads(unittest.TestCase):
    def test_each_runtime_writes_json_its_own_way(self) -> None:
        written = '{"a": ["\u00e4", 1]}'.encode()
        self.assertEqual(as_written_by("nodejs22.x", written), '{"a":["\u00e4",1]}'.encode())
        self.assertEqual(as_written_by("python3.13", written), written)

    def test_what_is_no_json_stays(self) -> None:
        self.assertEqual(as_written_by("nodejs22.x", b"plain"), b"plain")


class ProxyEvents(unittest.TestCase):
    HOST = "6r6oaqtr37-vpce-1.execute-api.ap-northeast-1.amazonaws.com"

    def test_has_the_headers_as_they_were_sent_and_nothing_of_the_labs_own_connection(self) -> None:
        headers = {"connection": "keep-alive", "host": "127.0.0.1:4566", "user-agent": "curl", "x-forwarded-for": "10.1.0.4"}
        call = {"host": self.HOST, "names": ["Host", "User-Agent"], "requestId": "r", "extendedRequestId": "e", "vpceId": "vpce-1", "vpcId": "vpc-1"}
        made = complete(
            {
                "version": "1.0",
                "headers": headers,
                "multiValueHeaders": {name: [value] for name, value in headers.items()},
                "requestContext": {"identity": {"userAgent": "curl", "accountId": "111111111111"}},
            },
            call,
        )
        self.assertEqual(made["headers"], {"Host": self.HOST, "User-Agent": "curl", "X-Forwarded-For": "10.1.0.4"})
        self.assertEqual(made["multiValueHeaders"]["Host"], [self.HOST])
        self.assertEqual(made["requestContext"]["domainPrefix"], "6r6oaqtr37-vpce-1")
        self.assertEqual(made["requestContext"]["identity"]["accountId"], "111111111111")
        self.assertNotIn("version", made)


class EndpointNames(unittest.TestCase):
    endpoint = {
        "VpcEndpointId": "vpce-1",
        "DnsSuffix": "abcdefgh",
        "ServiceName": "com.amazonaws.ap-northeast-1.execute-api",
        "PrivateDnsEnabled": True,
        "VpcEndpointType": "Interface",
    }

    def test_regional_zonal_private_in_this_order(self) -> None:
        names = [entry["DnsName"] for entry in dns_entries(self.endpoint, ["ap-northeast-1a"])]
        self.assertEqual(
            names,
            [
                "vpce-1-abcdefgh.execute-api.ap-northeast-1.vpce.amazonaws.com",
                "vpce-1-abcdefgh-ap-northeast-1a.execute-api.ap-northeast-1.vpce.amazonaws.com",
                "execute-api.ap-northeast-1.amazonaws.com",
            ],
        )

    def test_finds_the_region_of_an_aws_service_only(self) -> None:
        self.assertEqual(service_region("com.amazonaws.us-gov-west-1.execute-api"), "us-gov-west-1")
        self.assertIsNone(service_region("com.amazonaws.vpce.ap-northeast-1.vpce-svc-1"))


class RecordSets(unittest.TestCase):
    zone = {"id": "ZOWN", "name": "corp.internal."}
    endpoint = "vpce-1-abcdefgh.execute-api.ap-northeast-1.vpce.amazonaws.com."

    def problems(self, name: str, kind: str = "A", alias: tuple[str, str] | None = None) -> str:
        record: dict[str, object] = {"Name": name, "Type": kind}
        if alias:
            record["AliasTarget"] = {"DNSName": alias[0], "HostedZoneId": alias[1]}
        present = [{"Name": "b.corp.internal.", "Type": "A"}]
        return ", ".join(problems_of(record, self.zone, present, lambda name: name == self.endpoint))

    def test_admits_names_of_the_zone_and_below(self) -> None:
        self.assertEqual(self.problems("corp.internal."), "")
        self.assertEqual(self.problems("x.y.corp.internal.", "CNAME"), "")
        self.assertIn("is not permitted in zone", self.problems("xcorp.internal."))
        self.assertIn("not permitted at apex", self.problems("corp.internal.", "CNAME"))

    def test_an_alias_names_the_zone_its_target_lies_in(self) -> None:
        home = dns_entries(EndpointNames.endpoint, [])[0]["HostedZoneId"]
        self.assertEqual(self.problems("a.corp.internal.", alias=(self.endpoint, home)), "")
        self.assertIn("does not lie within", self.problems("a.corp.internal.", alias=(self.endpoint, "ZOTHER")))
        self.assertIn("does not lie within", self.problems("a.corp.internal.", alias=(self.endpoint, "ZOWN")))
        gone = self.endpoint.replace("vpce-1", "vpce-2")
        self.assertNotIn("does not lie", self.problems("a.corp.internal.", alias=(gone, home)))
        self.assertIn("was not found", self.problems("a.corp.internal.", alias=(gone, home)))

    def test_an_alias_within_the_zone_needs_a_record_of_its_type(self) -> None:
        self.assertEqual(self.problems("a.corp.internal.", alias=("b.corp.internal.", "ZOWN")), "")
        self.assertIn("was not found", self.problems("a.corp.internal.", "AAAA", ("b.corp.internal.", "ZOWN")))

    def test_names_in_the_state_are_as_people_write_them(self) -> None:
        self.assertEqual(plain_name("\\052.Corp.internal."), "*.corp.internal")


class AccessMode(unittest.TestCase):
    def test_an_enhanced_policy_and_a_mode_go_together(self) -> None:
        enhanced = "SecurityPolicy_TLS13_1_3_2025_09"
        self.assertEqual(checked_access(None, None), {"securityPolicy": "TLS_1_2", "endpointAccessMode": ""})
        expected = {"securityPolicy": enhanced, "endpointAccessMode": "STRICT"}
        self.assertEqual(checked_access(enhanced, "STRICT"), expected)
        refused = ((enhanced, None), (enhanced, ""), (enhanced, "strict"), ("TLS_1_2", "STRICT"), (None, "BASIC"))
        for policy, mode in refused:
            with self.assertRaises(Refusal):
                checked_access(policy, mode)


class PeeringRoutes(unittest.TestCase):
    def test_are_those_of_the_subnets_own_table_or_of_the_main_one(self) -> None:
        def table(cidr: str, peering: str, *associations: dict[str, object]) -> dict[str, object]:
            local = {"DestinationCidrBlock": "10.1.0.0/16", "GatewayId": "local"}
            route = {"DestinationCidrBlock": cidr, "VpcPeeringConnectionId": peering}
            return {"Routes": [local, route], "Associations": list(associations)}

        tables = [
            table("10.2.0.0/16", "pcx-1", {"Main": True}),
            table("10.3.0.0/16", "pcx-1", {"SubnetId": "subnet-own"}),
            table("10.4.0.0/16", "pcx-2", {"SubnetId": "subnet-other"}),
        ]
        routes = routes_over("pcx-1", ["subnet-main", "subnet-own", "subnet-other"], tables)
        main = {"subnetId": "subnet-main", "cidr": "10.2.0.0/16"}
        self.assertEqual(routes, [main, {"subnetId": "subnet-own", "cidr": "10.3.0.0/16"}])
        self.assertEqual(routes_over("pcx-1", ["subnet-main"], []), [])


class Version(unittest.TestCase):
    def test_grows_in_the_file(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "version")
            counter = VersionCounter(path)
            counter.bump()
            with open(path, "rb") as file:
                self.assertEqual(struct.unpack("<Q", file.read()), (2,))


if __name__ == "__main__":
    unittest.main()
