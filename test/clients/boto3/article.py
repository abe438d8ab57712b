"""The article, end to end, with boto3 and botocore's own signer.

Reads a JSON object from the environment variable SCENE: endpoint, backendUrl, accountA and accountB, each with id,
accessKeyId and secretAccessKey. Prints a JSON object of what came back, which the test beside this folder judges.
"""

import json
import os
import urllib.error
import urllib.request

import boto3
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError, WaiterError

REGION = "us-east-1"
SCENE = json.loads(os.environ["SCENE"])
PORT = SCENE["endpoint"].rsplit(":", 1)[1]


def client(service, key, secret, token=None):
    return boto3.client(
        service,
        endpoint_url=SCENE["endpoint"],
        region_name=REGION,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=Config(retries={"mode": "standard"}),
    )


def admin(service, account):
    return client(service, SCENE[account]["accessKeyId"], SCENE[account]["secretAccessKey"])


def document(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def invoke(api, credentials=None, path="/pets", method="GET", body=None, presign=False):
    """Status and parsed answer of an invoke by path; by its own signer when there are credentials."""
    url = f"{SCENE['endpoint']}/_aws/execute-api/{api}/$default{path}"
    request = AWSRequest(method=method, url=url, data=body)
    if credentials is not None:
        signer = SigV4QueryAuth if presign else SigV4Auth
        signer(credentials, "execute-api", REGION).add_auth(request)
    prepared = request.prepare()
    sent = urllib.request.Request(
        prepared.url, data=prepared.body, headers=dict(prepared.headers.items()), method=method
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(sent) as response:
            return [response.status, json.load(response)]
    except urllib.error.HTTPError as refused:
        return [refused.code, json.load(refused)]


def refused(call, **arguments):
    """Status, code and message of a call that must be refused."""
    try:
        call(**arguments)
    except ClientError as error:
        return [
            error.response["ResponseMetadata"]["HTTPStatusCode"],
            error.response["Error"]["Code"],
            error.response["Error"]["Message"],
        ]
    return "not refused"


def build():
    """The steps 1 to 5; the API's id, the role's ARN, the policy's ARN and B's user's key."""
    gateway, iam_a, iam_b = admin("apigatewayv2", "accountA"), admin("iam", "accountA"), admin("iam", "accountB")
    account_a, account_b = SCENE["accountA"]["id"], SCENE["accountB"]["id"]
    api = gateway.create_api(Name="pets", ProtocolType="HTTP")["ApiId"]
    integration = gateway.create_integration(
        ApiId=api,
        IntegrationType="HTTP_PROXY",
        IntegrationMethod="ANY",
        IntegrationUri=SCENE["backendUrl"] + "/{proxy}",
        PayloadFormatVersion="1.0",
    )["IntegrationId"]
    gateway.create_route(
        ApiId=api, RouteKey="ANY /{proxy+}", AuthorizationType="AWS_IAM", Target=f"integrations/{integration}"
    )
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    invoke_policy = iam_a.create_policy(
        PolicyName="InvokePets",
        PolicyDocument=document(
            Action=["execute-api:Invoke"],
            Resource=f"arn:aws:execute-api:{REGION}:{account_a}:{api}/$default/*/*",
        ),
    )["Policy"]["Arn"]
    iam_a.get_waiter("policy_exists").wait(PolicyArn=invoke_policy)
    trust = document(Action="sts:AssumeRole", Principal={"AWS": f"arn:aws:iam::{account_b}:root"})
    role = iam_a.create_role(RoleName="PetsInvoker", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    iam_a.get_waiter("role_exists").wait(RoleName="PetsInvoker")
    iam_a.attach_role_policy(RoleName="PetsInvoker", PolicyArn=invoke_policy)
    assume_policy = iam_b.create_policy(
        PolicyName="AssumePetsInvoker", PolicyDocument=document(Action="sts:AssumeRole", Resource=role)
    )["Policy"]["Arn"]
    iam_b.create_user(UserName="caller", Tags=[{"Key": "team", "Value": "partners + friends é"}])
    iam_b.get_waiter("user_exists").wait(UserName="caller")
    iam_b.attach_user_policy(UserName="caller", PolicyArn=assume_policy)
    key = iam_b.create_access_key(UserName="caller")["AccessKey"]
    return api, role, invoke_policy, key


def pages():
    """How many pages of what length the paginators bring, and whether an item came twice."""
    iam, gateway = admin("iam", "accountA"), admin("apigatewayv2", "accountA")
    for number in range(5):
        iam.create_user(UserName=f"paged-{number}", Path="/paged/")
        gateway.create_api(Name=f"paged-{number}", ProtocolType="HTTP")
    users = [
        [user["UserName"] for user in page["Users"]]
        for page in iam.get_paginator("list_users").paginate(PathPrefix="/paged/", PaginationConfig={"PageSize": 2})
    ]
    apis = [
        [api["Name"] for api in page["Items"]]
        for page in gateway.get_paginator("get_apis").paginate(PaginationConfig={"PageSize": 4})
    ]
    roles = list(iam.get_paginator("list_roles").paginate().search("Roles[].RoleName"))
    return {"users": users, "apis": apis, "roles": roles}


def main():
    api, role, invoke_policy, key = build()
    user = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
    sts = client("sts", key["AccessKeyId"], key["SecretAccessKey"])
    assumed = sts.assume_role(RoleArn=role, RoleSessionName="role_session")
    session = Credentials(
        assumed["Credentials"]["AccessKeyId"],
        assumed["Credentials"]["SecretAccessKey"],
        assumed["Credentials"]["SessionToken"],
    )
    iam_a = admin("iam", "accountA")
    report = {
        "version": boto3.__version__,
        "roleArn": role,
        "assumedRoleUser": assumed["AssumedRoleUser"],
        "expiration": assumed["Credentials"]["Expiration"].isoformat(),
        "identity": client("sts", session.access_key, session.secret_key, session.token).get_caller_identity()["Arn"],
        "trust": iam_a.get_role(RoleName="PetsInvoker")["Role"]["AssumeRolePolicyDocument"],
        "tags": admin("iam", "accountB").list_user_tags(UserName="caller")["Tags"],
        "unsigned": invoke(api),
        "ownKey": invoke(api, user),
        "assumed": invoke(api, session),
        "post": invoke(api, session, "/pets/1%202?b=2&a=1&a=%C3%A9", "POST", b"name=Rex & Co"),
        "presigned": invoke(api, session, "/pets?limit=3", presign=True),
        "wrongSecret": invoke(api, Credentials(session.access_key, "wrong", session.token)),
        "withoutToken": invoke(api, Credentials(session.access_key, session.secret_key)),
        "wrongSecretOfSts": refused(client("sts", user.access_key, "wrong").get_caller_identity),
        "unknownKey": refused(client("iam", "AKIAUNKNOWNUNKNOWN00", "wrong").list_users),
        "missing": refused(iam_a.get_role, RoleName="NoSuchRole"),
        "missingApi": refused(admin("apigatewayv2", "accountA").get_api, ApiId="nosuchapi0"),
        "pages": pages(),
    }
    try:
        iam_a.get_waiter("role_exists").wait(RoleName="NoSuchRole", WaiterConfig={"Delay": 1, "MaxAttempts": 1})
    except WaiterError as error:
        report["waiter"] = str(error)
    iam_a.detach_role_policy(RoleName="PetsInvoker", PolicyArn=invoke_policy)
    report["detached"] = invoke(api, session)
    iam_a.delete_role(RoleName="PetsInvoker")
    report["roleDeleted"] = refused(sts.assume_role, RoleArn=role, RoleSessionName="role_session")
    print(json.dumps(report))


main()
