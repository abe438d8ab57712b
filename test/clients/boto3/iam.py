"""Every paginator and waiter that botocore has for IAM.

Reads a JSON object from the environment variable SCENE: endpoint, accessKeyId, secretAccessKey, sshKeys, certificates,
serverCertificate (body and key) and samlMetadata. Prints a JSON object of what came back, which the test beside this
folder judges.
"""

import base64
import hashlib
import hmac
import json
import os
import struct
import threading
import time

import boto3
import botocore.session
from botocore.exceptions import WaiterError

SCENE = json.loads(os.environ["SCENE"])
IAM = boto3.client(
    "iam",
    endpoint_url=SCENE["endpoint"],
    region_name="us-east-1",
    aws_access_key_id=SCENE["accessKeyId"],
    aws_secret_access_key=SCENE["secretAccessKey"],
)
LOADER = botocore.session.get_session().get_component("data_loader")
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
        ],
    }
)
TAGS = [{"Key": key, "Value": key} for key in "abc"]
ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]


def totp(seed, step):
    digest = hmac.new(base64.b32decode(seed), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1000000:06d}"


def build():
    """Three of everything, or as many as a quota lets be; the ARNs that the calls below need."""
    arns = {}
    IAM.create_account_alias(AccountAlias="paged-by-boto3")
    for name in ("alice", "bob", "carol"):
        IAM.create_user(UserName=name, Tags=TAGS)
        IAM.create_group(GroupName=f"group-of-{name}")
        IAM.create_role(RoleName=f"role-of-{name}", AssumeRolePolicyDocument=TRUST, Tags=TAGS)
        policy = IAM.create_policy(PolicyName=f"policy-of-{name}", PolicyDocument=DOCUMENT, Tags=TAGS)["Policy"]
        arns[name] = policy["Arn"]
        profile = f"profile-of-{name}"
        IAM.create_instance_profile(InstanceProfileName=profile, Tags=TAGS)
        IAM.add_role_to_instance_profile(InstanceProfileName=profile, RoleName="role-of-alice")
        IAM.upload_server_certificate(
            ServerCertificateName=f"certificate-of-{name}",
            CertificateBody=SCENE["serverCertificate"]["body"],
            PrivateKey=SCENE["serverCertificate"]["key"],
            Tags=TAGS,
        )
    for name in ("alice", "bob", "carol"):
        IAM.add_user_to_group(GroupName="group-of-alice", UserName=name)
        if name != "alice":
            IAM.add_user_to_group(GroupName=f"group-of-{name}", UserName="alice")
        for kind, method in (("UserName", "user"), ("GroupName", "group"), ("RoleName", "role")):
            owner = {kind: "alice" if method == "user" else f"{method}-of-alice"}
            getattr(IAM, f"put_{method}_policy")(**owner, PolicyName=f"inline-{name}", PolicyDocument=DOCUMENT)
            getattr(IAM, f"attach_{method}_policy")(**owner, PolicyArn=arns[name])
        IAM.create_policy_version(PolicyArn=arns["alice"], PolicyDocument=DOCUMENT)
        device = IAM.create_virtual_mfa_device(VirtualMFADeviceName=f"phone-of-{name}", Tags=TAGS)["VirtualMFADevice"]
        arns["device"] = device["SerialNumber"]
        step = int(time.time()) // 30
        codes = [totp(device["Base32StringSeed"], step + number) for number in (-1, 0)]
        IAM.enable_mfa_device(
            UserName="alice",
            SerialNumber=device["SerialNumber"],
            AuthenticationCode1=codes[0],
            AuthenticationCode2=codes[1],
        )
    for _ in range(2):
        IAM.create_access_key(UserName="alice")
    for body in SCENE["sshKeys"]:
        IAM.upload_ssh_public_key(UserName="alice", SSHPublicKeyBody=body)
    for body in SCENE["certificates"]:
        IAM.upload_signing_certificate(UserName="alice", CertificateBody=body)
    oidc = IAM.create_open_id_connect_provider(Url="https://issuer.example", ThumbprintList=["a" * 40], Tags=TAGS)
    arns["oidc"] = oidc["OpenIDConnectProviderArn"]
    saml = IAM.create_saml_provider(Name="staff", SAMLMetadataDocument=SCENE["samlMetadata"], Tags=TAGS)
    arns["saml"] = saml["SAMLProviderArn"]
    arns["user"] = IAM.get_user(UserName="alice")["User"]["Arn"]
    return arns


def arguments(arns):
    user, group, role = {"UserName": "alice"}, {"GroupName": "group-of-alice"}, {"RoleName": "role-of-alice"}
    policy = {"PolicyArn": arns["alice"]}
    return {
        "GetAccountAuthorizationDetails": {},
        "GetGroup": group,
        "ListAccessKeys": user,
        "ListAccountAliases": {},
        "ListAttachedGroupPolicies": group,
        "ListAttachedRolePolicies": role,
        "ListAttachedUserPolicies": user,
        "ListEntitiesForPolicy": policy,
        "ListGroupPolicies": group,
        "ListGroups": {},
        "ListGroupsForUser": user,
        "ListInstanceProfileTags": {"InstanceProfileName": "profile-of-alice"},
        "ListInstanceProfiles": {},
        "ListInstanceProfilesForRole": role,
        "ListMFADeviceTags": {"SerialNumber": arns["device"]},
        "ListMFADevices": user,
        "ListOpenIDConnectProviderTags": {"OpenIDConnectProviderArn": arns["oidc"]},
        "ListPolicies": {},
        "ListPolicyTags": policy,
        "ListPolicyVersions": policy,
        "ListRolePolicies": role,
        "ListRoleTags": role,
        "ListRoles": {},
        "ListSAMLProviderTags": {"SAMLProviderArn": arns["saml"]},
        "ListSSHPublicKeys": user,
        "ListServerCertificateTags": {"ServerCertificateName": "certificate-of-alice"},
        "ListServerCertificates": {},
        "ListSigningCertificates": user,
        "ListUserPolicies": user,
        "ListUserTags": user,
        "ListUsers": {},
        "ListVirtualMFADevices": {},
        "SimulateCustomPolicy": {"PolicyInputList": [DOCUMENT], "ActionNames": ACTIONS},
        "SimulatePrincipalPolicy": {"PolicySourceArn": arns["user"], "ActionNames": ACTIONS},
    }


def paged(name, keys, given):
    """Whether pages of one item hold what one page of all does, and how many pages and items there were."""
    keys = keys if isinstance(keys, list) else [keys]
    paginator = IAM.get_paginator(botocore.xform_name(name))
    whole = next(iter(paginator.paginate(**given, PaginationConfig={"PageSize": 1000})))
    pages = list(paginator.paginate(**given, PaginationConfig={"PageSize": 1}))
    same = all([item for page in pages for item in page.get(key, [])] == whole.get(key, []) for key in keys)
    items = sum(len(whole.get(key, [])) for key in keys)
    return {"same": same, "pages": len(pages), "items": items, "largest": max(sum(len(page.get(key, [])) for key in keys) for page in pages)}


WAITED = {
    "UserExists": ({"UserName": "late"}, lambda: IAM.create_user(UserName="late")),
    "RoleExists": ({"RoleName": "late"}, lambda: IAM.create_role(RoleName="late", AssumeRolePolicyDocument=TRUST)),
    "InstanceProfileExists": (
        {"InstanceProfileName": "late"},
        lambda: IAM.create_instance_profile(InstanceProfileName="late"),
    ),
    "PolicyExists": (
        {"PolicyArn": "arn:aws:iam::111111111111:policy/late"},
        lambda: IAM.create_policy(PolicyName="late", PolicyDocument=DOCUMENT),
    ),
}


def waited(name):
    """What a waiter says of something that never comes, and of something that comes while it waits."""
    given, create = WAITED[name]
    waiter = IAM.get_waiter(botocore.xform_name(name))
    outcomes = []
    for config, coming in (({"Delay": 0, "MaxAttempts": 2}, False), ({"Delay": 0.05, "MaxAttempts": 200}, True)):
        timer = threading.Timer(0.3, create)
        if coming:
            timer.start()
        try:
            waiter.wait(**given, WaiterConfig=config)
            outcomes.append("exists")
        except WaiterError as failed:
            outcomes.append(str(failed).split(":", maxsplit=1)[1].split(".")[0].strip())
        if coming:
            timer.join()
    return outcomes


paginators = LOADER.load_service_model("iam", "paginators-1")["pagination"]
waiters = LOADER.load_service_model("iam", "waiters-2")["waiters"]
given = arguments(build())
print(
    json.dumps(
        {
            "version": boto3.__version__,
            "unknown": sorted(set(paginators) ^ set(given)) + sorted(set(waiters) ^ set(WAITED)),
            "paginators": {name: paged(name, paginators[name]["result_key"], given[name]) for name in given},
            "waiters": {name: waited(name) for name in WAITED},
        }
    )
)
