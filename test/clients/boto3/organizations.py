"""Organizations with boto3: every paginator that botocore has for it, and errors as clients see them.

Reads a JSON object from the environment variable SCENE: endpoint, manager and member, each with id, accessKeyId and
secretAccessKey. Prints a JSON object of what came back, which the test beside this folder judges.
"""

import json
import os

import boto3
import botocore.session
from botocore.exceptions import ClientError

SCENE = json.loads(os.environ["SCENE"])


def client(account, service="organizations"):
    return boto3.client(
        service,
        endpoint_url=SCENE["endpoint"],
        region_name="us-east-1",
        aws_access_key_id=SCENE[account]["accessKeyId"],
        aws_secret_access_key=SCENE[account]["secretAccessKey"],
    )


def failure(call, **arguments):
    """Operation, status, code and message of the exception that a call raises."""
    try:
        call(**arguments)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return [error.operation_name, status, error.response["Error"]["Code"], error.response["Error"]["Message"]]
    raise AssertionError(f"{call} succeeded")


org = client("manager")
member = client("member")
report = {"none": failure(org.describe_organization)}

organization = org.create_organization(FeatureSet="ALL")["Organization"]
report["organization"] = organization
root = org.list_roots()["Roots"][0]
report["root"] = root

accounts = [
    org.create_account(AccountName=f"account-{n}", Email=f"account-{n}@example.com")["CreateAccountStatus"]
    for n in range(5)
]
report["created"] = accounts[0]
report["described"] = org.describe_create_account_status(CreateAccountRequestId=accounts[0]["Id"])[
    "CreateAccountStatus"
]
first = accounts[0]["AccountId"]
units = [
    org.create_organizational_unit(ParentId=root["Id"], Name=f"unit-{n}")["OrganizationalUnit"] for n in range(3)
]
org.enable_policy_type(RootId=root["Id"], PolicyType="SERVICE_CONTROL_POLICY")
content = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
policies = [
    org.create_policy(Content=content, Description="d", Name=f"policy-{n}", Type="SERVICE_CONTROL_POLICY")["Policy"]
    for n in range(3)
]
policy = policies[0]["PolicySummary"]["Id"]
for summary in policies:
    org.attach_policy(PolicyId=summary["PolicySummary"]["Id"], TargetId=units[0]["Id"])
for target in [root["Id"], first]:
    org.attach_policy(PolicyId=policy, TargetId=target)
services = ["config.amazonaws.com", "ram.amazonaws.com", "sso.amazonaws.com"]
for service in services:
    org.enable_aws_service_access(ServicePrincipal=service)
    org.register_delegated_administrator(AccountId=first, ServicePrincipal=service)
org.register_delegated_administrator(AccountId=accounts[1]["AccountId"], ServicePrincipal=services[0])
org.tag_resource(ResourceId=first, Tags=[{"Key": f"key-{n:02}", "Value": str(n)} for n in range(30)])
for _ in range(3):
    invited = org.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": SCENE["member"]["id"]})
    org.cancel_handshake(HandshakeId=invited["Handshake"]["Id"])

arguments = {
    "ListAccountsForParent": {"ParentId": root["Id"]},
    "ListChildren": {"ParentId": root["Id"], "ChildType": "ACCOUNT"},
    "ListDelegatedServicesForAccount": {"AccountId": first},
    "ListOrganizationalUnitsForParent": {"ParentId": root["Id"]},
    "ListParents": {"ChildId": first},
    "ListPolicies": {"Filter": "SERVICE_CONTROL_POLICY"},
    "ListPoliciesForTarget": {"TargetId": units[0]["Id"], "Filter": "SERVICE_CONTROL_POLICY"},
    "ListTagsForResource": {"ResourceId": first},
    "ListTargetsForPolicy": {"PolicyId": policy},
    "ListAccountsWithInvalidEffectivePolicy": {"PolicyType": "TAG_POLICY"},
    "ListEffectivePolicyValidationErrors": {"AccountId": first, "PolicyType": "TAG_POLICY"},
}
model = botocore.session.get_session().get_component("data_loader").load_service_model("organizations", "paginators-1")
report["pages"] = {}
for name, pagination in model["pagination"].items():
    caller = member if name == "ListHandshakesForAccount" else org
    snake = botocore.xform_name(name)
    # Tags have no page size of the caller's choice.
    config = {"PaginationConfig": {"PageSize": 2}} if "limit_key" in pagination else {}
    try:
        pages = list(caller.get_paginator(snake).paginate(**arguments.get(name, {}), **config))
    except ClientError as error:
        report["pages"][name] = error.response["Error"]["Code"]
        continue
    lists = [page[pagination["result_key"]] for page in pages]
    items = [json.dumps(item, default=str, sort_keys=True) for page in lists for item in page]
    report["pages"][name] = [[len(page) for page in lists], len(set(items))]

report["order"] = {
    "accounts": [page["Name"] for page in org.list_accounts()["Accounts"]],
    "units": [page["Name"] for page in org.list_organizational_units_for_parent(ParentId=root["Id"])["OrganizationalUnits"]],
    "policies": [page["Name"] for page in org.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]],
}

absent = "999999999999"
report["errors"] = {
    "account": failure(org.describe_account, AccountId=absent),
    "policyId": failure(org.describe_policy, PolicyId="meaninglessstring"),
    "policyType": failure(org.create_policy, Content=content, Description="", Name="n", Type="NONE"),
    "target": failure(org.attach_policy, PolicyId=policy, TargetId="meaninglessstring"),
    "listTarget": failure(org.list_policies_for_target, TargetId="r-0000", Filter="SERVICE_CONTROL_POLICY"),
    "childType": failure(org.list_children, ParentId=root["Id"], ChildType="NONE"),
    "tagged": failure(org.tag_resource, ResourceId="000x00000A00", Tags=[{"Key": "k", "Value": "v"}]),
    "untagged": failure(org.list_tags_for_resource, ResourceId=absent),
    "service": failure(org.enable_aws_service_access, ServicePrincipal="none.amazonaws.com"),
    "manager": failure(
        org.register_delegated_administrator, AccountId=SCENE["manager"]["id"], ServicePrincipal=services[0]
    ),
    "again": failure(org.register_delegated_administrator, AccountId=first, ServicePrincipal=services[0]),
    "notRegistered": failure(org.list_delegated_services_for_account, AccountId=SCENE["manager"]["id"]),
    "renamed": failure(
        org.update_organizational_unit, OrganizationalUnitId=units[0]["Id"], Name=units[1]["Name"]
    ),
    "inUse": failure(org.delete_policy, PolicyId=policy),
    "notEmpty": failure(org.delete_organization),
    "enabled": failure(org.enable_policy_type, RootId=root["Id"], PolicyType="SERVICE_CONTROL_POLICY"),
    "notEnabled": failure(org.disable_policy_type, RootId=root["Id"], PolicyType="TAG_POLICY"),
    "noRoot": failure(org.enable_policy_type, RootId="r-0000", PolicyType="TAG_POLICY"),
}

print(json.dumps(report, default=str))
