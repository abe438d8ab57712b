"""Builds a REST API with boto3 and prints what was answered, for rest-apis.test.ts."""

import json
import os

import boto3
from botocore.exceptions import ClientError

gateway = boto3.client("apigateway", region_name="us-east-1", endpoint_url=os.environ["ENDPOINT"])


def refusal(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        response = error.response
        return [
            response["Error"]["Code"],
            response["Error"]["Message"],
            response["ResponseMetadata"]["HTTPStatusCode"],
        ]
    return None


api = gateway.create_rest_api(name="boto3", endpointConfiguration={"types": ["REGIONAL"]})
on_api = {"restApiId": api["id"]}
report = {
    "endpoint": api["endpointConfiguration"],
    "models": [model["name"] for model in gateway.get_models(**on_api)["items"]],
    "gatewayResponses": len(gateway.get_gateway_responses(**on_api)["items"]),
    "withoutMethods": refusal(gateway.create_deployment, **on_api),
}

resource = gateway.create_resource(**on_api, parentId=api["rootResourceId"], pathPart="pets")
method = {**on_api, "resourceId": resource["id"], "httpMethod": "GET"}
gateway.put_method(**method, authorizationType="AWS_IAM")
gateway.put_method_response(**method, statusCode="200")
report["wrongType"] = refusal(gateway.put_integration, **method, type="NONE")
gateway.put_integration(**method, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
gateway.put_integration_response(**method, statusCode="200", responseTemplates={"application/json": '{"ok": true}'})
resources = gateway.get_resources(**on_api, embed=["methods"])["items"]
report["resource"] = [[item["path"], list(item["resourceMethods"])] for item in resources if "resourceMethods" in item][0]

deployment = gateway.create_deployment(**on_api, stageName="live")
stage = gateway.update_stage(
    **on_api,
    stageName="live",
    patchOperations=[{"op": "replace", "path": "/*/*/throttling/rateLimit", "value": "5"}],
)
report["settings"] = {key: value["throttlingRateLimit"] for key, value in stage["methodSettings"].items()}
report["deleteDeployment"] = refusal(gateway.delete_deployment, **on_api, deploymentId=deployment["id"])
report["deleted"] = gateway.delete_rest_api(**on_api)["ResponseMetadata"]["HTTPStatusCode"]

print(json.dumps(report))
