"""Imports a certificate with boto3, reads it back in every way and deletes it; prints one JSON object."""

import json
import os

import boto3
from botocore.exceptions import ClientError

scene = json.loads(os.environ["SCENE"])
acm = boto3.client(
    "acm",
    endpoint_url=scene["endpoint"],
    region_name="us-east-1",
    aws_access_key_id=scene["accessKeyId"],
    aws_secret_access_key=scene["secretAccessKey"],
)


def refusal(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["Error"]["Message"]]
    return None


pair = {"Certificate": scene["certificate"].encode(), "PrivateKey": scene["privateKey"].encode()}
arn = acm.import_certificate(
    **pair, CertificateChain=scene["chain"].encode(), Tags=[{"Key": "team", "Value": "pets"}]
)["CertificateArn"]
described = acm.describe_certificate(CertificateArn=arn)["Certificate"]
pages = acm.get_paginator("list_certificates").paginate(Includes={"keyTypes": ["EC_prime256v1"]})
report = {
    "arn": arn,
    "described": {key: described[key] for key in ("DomainName", "Status", "Type", "KeyAlgorithm", "Issuer")},
    "imported": described["ImportedAt"].isoformat(),
    "got": acm.get_certificate(CertificateArn=arn)["Certificate"],
    "listed": [summary["CertificateArn"] for page in pages for summary in page["CertificateSummaryList"]],
    "tags": acm.list_tags_for_certificate(CertificateArn=arn)["Tags"],
    "again": acm.import_certificate(CertificateArn=arn, **pair, CertificateChain=scene["chain"].encode())[
        "CertificateArn"
    ],
    "junk": refusal(acm.import_certificate, **{**pair, "PrivateKey": b"junk"}),
}
acm.delete_certificate(CertificateArn=arn)
report["gone"] = refusal(acm.describe_certificate, CertificateArn=arn)
print(json.dumps(report))
