"""Calls AWS's own host names with boto3 and botocore's signer, which are told of a proxy by the environment and no more.

Reads a JSON object from the environment variable SCENE: apiId, roleArn and the accessKeyId and secretAccessKey of a user
that may assume the role. Prints a JSON object of what came back.
"""

import json
import os

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ProxyConnectionError
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

REGION = "us-east-1"
SCENE = json.loads(os.environ["SCENE"])

user = boto3.Session(SCENE["accessKeyId"], SCENE["secretAccessKey"], region_name=REGION)
session = user.client("sts").assume_role(RoleArn=SCENE["roleArn"], RoleSessionName="role_session")["Credentials"]
keys = (session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])


def invoke(credentials=None):
    url = f"https://{SCENE['apiId']}.execute-api.{REGION}.amazonaws.com/prod/pets?limit=3"
    request = AWSRequest(method="GET", url=url)
    if credentials is not None:
        SigV4Auth(credentials, "execute-api", REGION).add_auth(request)
    http = URLLib3Session(verify=os.environ["AWS_CA_BUNDLE"], proxies=get_environ_proxies(url))
    reply = http.send(request.prepare())
    return [reply.status_code, json.loads(reply.text)]


def refused():
    try:
        user.client("s3").list_buckets()
    except ProxyConnectionError as error:
        return type(error).__name__


print(
    json.dumps(
        {
            "identity": boto3.Session(*keys, region_name=REGION).client("sts").get_caller_identity()["Arn"],
            "elsewhere": boto3.Session(*keys, region_name="eu-west-1").client("sts").get_caller_identity()["Arn"],
            "unsigned": invoke(),
            "assumed": invoke(Credentials(*keys)),
            "s3": refused(),
        }
    )
)
