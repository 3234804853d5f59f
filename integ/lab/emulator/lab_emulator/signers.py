"""Whose access key signed a call, and what that user or role may do: in the shape of `../../state-signers.ts`."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from typing import Any

from ministack.services import iam, sts

Json = dict[str, Any]

# So that nobody can compute the secret of a function's key from its ARN.
_SALT = secrets.token_hex(16)


def install(note_change: Callable[[], None]) -> None:
    """Sessions also begin where no request says so: when a function's process starts."""
    plain = sts.register_session

    def register_session(access_key: str, session: Json) -> None:
        plain(access_key, session)
        note_change()

    sts.register_session = register_session


def execution_credentials(config: Json) -> dict[str, str]:
    """A session of the function's execution role, as Lambda gives to the function.

    The emulator's own are the account's id, which can be anybody of that account.
    """
    role_arn, function_arn = config.get("Role", ""), config["FunctionArn"]
    account = function_arn.split(":")[4]
    role = _role_record(role_arn)
    if role is None:
        # AWS does not create a function without a role that it can assume; the emulator does.
        return {"AWS_ACCESS_KEY_ID": account, "AWS_SECRET_ACCESS_KEY": "test", "AWS_SESSION_TOKEN": ""}
    digest = hashlib.sha256(f"{_SALT}:{function_arn}:{role['RoleId']}".encode()).hexdigest()
    access_key, secret, token = f"ASIA{digest[:16].upper()}", digest[16:56], f"token-{digest[24:]}"
    if access_key not in sts._sessions:
        name = config["FunctionName"]
        sts.register_session(
            access_key,
            {
                "Arn": f"arn:aws:sts::{account}:assumed-role/{role['RoleName']}/{name}",
                "UserId": f"{role['RoleId']}:{name}",
                "SecretAccessKey": secret,
                "SessionToken": token,
                "AccountId": account,
                "PrincipalType": "AssumedRole",
            },
        )
    return {"AWS_ACCESS_KEY_ID": access_key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}


def _role_record(role_arn: str) -> Json | None:
    account, name = role_arn.split(":")[4] if role_arn.count(":") > 4 else "", role_arn.rsplit("/", 1)[-1]
    role: Json | None = iam._roles.get_scoped(account, None, name)
    return role


def report() -> Json:
    credentials = [
        *(_session(key, session) for key, session in list(sts._sessions.items())),
        *(_user_key(account, key) for (account, _), key in list(iam._access_keys.to_dict().items())),
    ]
    owners = {credential["owner"] for credential in credentials if "owner" in credential}
    return {
        "credentials": credentials,
        "identities": [
            *(_role(account, role) for (account, _), role in _all(iam._roles) if role["Arn"] in owners),
            *(_user(account, user) for (account, _), user in _all(iam._users) if user["Arn"] in owners),
        ],
    }


def _all(store: Any) -> list[tuple[tuple[str, str], Json]]:
    return list(store.to_dict().items())


def _session(access_key: str, session: Json) -> Json:
    arn = session["Arn"]
    account = session.get("AccountId") or arn.split(":")[4]
    credential: Json = {
        "accessKeyId": access_key,
        "secretAccessKey": session["SecretAccessKey"],
        "sessionToken": session["SessionToken"],
        "account": account,
        "arn": arn,
        "userId": session["UserId"],
        "issued": int(session["IssuedAt"]),
        "tags": _tags(session.get("SessionTags")),
    }
    if session.get("Expiration"):
        credential["expires"] = int(session["Expiration"])
    owner = _owner_of(account, session)
    if owner:
        credential["owner"] = owner
    limits = session.get("SessionPolicies")
    if limits:
        inline = [{"name": "session policy", "document": _text(limits["Policy"])}] if limits.get("Policy") else []
        credential["sessionPolicies"] = inline + [_managed(account, arn) for arn in limits.get("PolicyArns", [])]
    return credential


def _owner_of(account: str, session: Json) -> str | None:
    """The ARN of the role or user behind a session; nobody's for federated users, whom the lab does not decide."""
    arn: str = session["Arn"]
    if ":assumed-role/" in arn:
        role_name = arn.split("/")[1]
        role = iam._roles.get_scoped(account, None, role_name)
        # A role that is deleted leaves its sessions behind; the ARN then names nobody.
        return str(role["Arn"]) if role else f"arn:aws:iam::{account}:role/{role_name}"
    return arn if ":user/" in arn or arn.endswith(":root") else None


def _user_key(account: str, key: Json) -> Json:
    name = key["UserName"]
    user = iam._users.get_scoped(account, None, name) or {}
    arn = user.get("Arn") or f"arn:aws:iam::{account}:user/{name}"
    return {
        "accessKeyId": key["AccessKeyId"],
        "secretAccessKey": key["SecretAccessKey"],
        "account": account,
        "arn": arn,
        "owner": arn,
        "userId": user.get("UserId", ""),
        "active": key.get("Status") == "Active",
        "tags": {},
    }


def _role(account: str, role: Json) -> Json:
    inline = [{"name": name, "document": _text(text)} for name, text in role["InlinePolicies"].items()]
    return _identity("role", account, role, inline)


def _user(account: str, user: Json) -> Json:
    name = user["UserName"]
    inline = _inline(iam._user_inline_policies.get_scoped(account, None, name))
    for (group_account, group_name), group in _all(iam._groups):
        if group_account == account and name in group.get("Users", []):
            inline += _inline(iam._group_inline_policies.get_scoped(account, None, group_name))
            inline += [_managed(account, arn) for arn in group.get("AttachedPolicies", [])]
    return {**_identity("user", account, user, inline), "userName": name}


def _identity(kind: str, account: str, record: Json, inline: list[Json]) -> Json:
    report: Json = {
        "kind": kind,
        "arn": record["Arn"],
        "account": account,
        "policies": inline + [_managed(account, arn) for arn in record.get("AttachedPolicies", [])],
        "tags": _tags(record.get("Tags")),
    }
    boundary = record.get("PermissionsBoundary")
    return {**report, "boundary": _managed(account, boundary)} if boundary else report


def _inline(policies: Json | None) -> list[Json]:
    return [{"name": name, "document": _text(text)} for name, text in (policies or {}).items()]


def _managed(account: str, arn: str) -> Json:
    """Without a document where the emulator has none: nobody may then take the policy for an empty one."""
    managed_by_aws = iam._aws_managed_policies.get(arn)
    policy = managed_by_aws or iam._policies.get_scoped(account, None, arn)
    document = (policy or {}).get("Versions", {}).get((policy or {}).get("DefaultVersionId"), {}).get("Document")
    return {"name": arn, "document": _text(document)} if document else {"name": arn}


def _text(document: Any) -> str:
    return document if isinstance(document, str) else json.dumps(document)


def _tags(tags: list[Json] | None) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags or []}
