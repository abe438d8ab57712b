# Every resource and data source of API Gateway V2 that HTTP APIs have, with all of their members, in two rounds: the
# second changes in place whatever can be changed so.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" { type = string }
variable "access_key" { type = string }
variable "secret_key" { type = string }
variable "issuer" { type = string }
variable "certificate" { type = string }
variable "private_key" {
  type      = string
  sensitive = true
}
variable "second" {
  type    = bool
  default = false
}

locals {
  lambda      = "arn:aws:lambda:us-east-1:111111111111:function:pets"
  invocation  = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${local.lambda}/invocations"
  tags        = var.second ? { Key2 = "Value2", Key3 = "Value3b" } : { Key1 = "Value1", Key2 = "Value2" }
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = var.access_key
  secret_key                  = var.secret_key
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  endpoints {
    acm          = var.endpoint
    apigatewayv2 = var.endpoint
    iam          = var.endpoint
    sts          = var.endpoint
  }
}

resource "aws_iam_role" "caller" {
  name = "caller"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "apigateway.amazonaws.com" } }]
  })
}

resource "aws_apigatewayv2_api" "whole" {
  name                         = var.second ? "whole-changed" : "whole"
  description                  = var.second ? "changed" : "all members"
  protocol_type                = "HTTP"
  version                      = var.second ? "v2" : "v1"
  disable_execute_api_endpoint = !var.second
  route_selection_expression   = "$request.method $request.path"
  api_key_selection_expression = "$request.header.x-api-key"
  tags                         = local.tags
  cors_configuration {
    allow_credentials = !var.second
    allow_headers     = var.second ? ["*"] : ["Authorization", "X-Api"]
    allow_methods     = var.second ? ["*"] : ["GET", "put"]
    allow_origins     = var.second ? ["https://*"] : ["https://www.example.com", "http://localhost:3000"]
    expose_headers    = ["x-total"]
    max_age           = var.second ? 0 : 300
  }
}

resource "aws_apigatewayv2_api" "bare" {
  name          = "bare"
  protocol_type = "HTTP"
  description   = var.second ? null : "to be taken away"
  dynamic "cors_configuration" {
    for_each = var.second ? [] : [1]
    content {
      allow_origins = ["*"]
    }
  }
}

resource "aws_apigatewayv2_api" "quick" {
  name          = "quick"
  protocol_type = "HTTP"
  target        = "https://www.example.com/"
}

resource "aws_apigatewayv2_api" "quick_lambda" {
  name            = "quick-lambda"
  protocol_type   = "HTTP"
  target          = local.lambda
  route_key       = "GET /pets"
  credentials_arn = aws_iam_role.caller.arn
}

resource "aws_apigatewayv2_api" "imported" {
  name          = "imported"
  protocol_type = "HTTP"
  version       = var.second ? "2.0" : "1.0"
  body = yamlencode({
    openapi = "3.0.1"
    info    = { title = "imported", version = var.second ? "2.0" : "1.0" }
    paths = {
      (var.second ? "/changed" : "/pets") = {
        get = {
          "x-amazon-apigateway-integration" = {
            type                 = "HTTP_PROXY"
            httpMethod           = "GET"
            payloadFormatVersion = "1.0"
            uri                  = "https://backend.example.com/pets"
          }
        }
      }
    }
  })
}

resource "aws_apigatewayv2_authorizer" "jwt" {
  api_id           = aws_apigatewayv2_api.whole.id
  name             = var.second ? "jwt-changed" : "jwt"
  authorizer_type  = "JWT"
  identity_sources = var.second ? ["$request.querystring.token"] : ["$request.header.Authorization"]
  jwt_configuration {
    audience = var.second ? ["one", "two"] : ["one"]
    issuer   = var.issuer
  }
}

resource "aws_apigatewayv2_authorizer" "request" {
  api_id                            = aws_apigatewayv2_api.whole.id
  name                              = "request"
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = local.invocation
  authorizer_credentials_arn        = aws_iam_role.caller.arn
  identity_sources                  = var.second ? ["$request.querystring.User", "$context.routeKey"] : ["$request.header.Auth"]
  authorizer_payload_format_version = var.second ? "1.0" : "2.0"
  enable_simple_responses           = !var.second
  authorizer_result_ttl_in_seconds  = var.second ? 0 : 600
}

resource "aws_apigatewayv2_authorizer" "plain" {
  api_id                            = aws_apigatewayv2_api.whole.id
  name                              = "plain"
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = local.invocation
  identity_sources                  = ["$request.header.Auth"]
  authorizer_payload_format_version = "2.0"
}

resource "aws_apigatewayv2_vpc_link" "inside" {
  name               = var.second ? "inside-changed" : "inside"
  subnet_ids         = ["subnet-1", "subnet-2"]
  security_group_ids = ["sg-1"]
  tags               = local.tags
}

resource "aws_apigatewayv2_integration" "http" {
  api_id               = aws_apigatewayv2_api.whole.id
  integration_type     = "HTTP_PROXY"
  integration_method   = var.second ? "POST" : "ANY"
  integration_uri      = var.second ? "https://changed.example.com/{proxy}" : "https://www.example.com/{proxy}"
  description          = var.second ? "changed" : "over the internet"
  timeout_milliseconds = var.second ? 5001 : 29001
  request_parameters = var.second ? {
    "append:header.header1"    = "$context.accountId"
    "overwrite:header.header2" = "$stageVariables.environmentId"
    } : {
    "append:header.header1"  = "$context.requestId"
    "remove:querystring.qs1" = "''"
  }
  response_parameters {
    status_code = 500
    # The provider takes away what it changes here: it sends an empty map for every block that is not as it was.
    mappings = {
      "append:header.header1" = "$context.requestId"
      "overwrite:statuscode"  = "403"
    }
  }
  dynamic "response_parameters" {
    for_each = var.second ? [] : [1]
    content {
      status_code = 404
      mappings    = { "append:header.error" = "$stageVariables.environmentId" }
    }
  }
}

resource "aws_apigatewayv2_integration" "lambda" {
  api_id                 = aws_apigatewayv2_api.whole.id
  integration_type       = "AWS_PROXY"
  integration_uri        = local.lambda
  payload_format_version = var.second ? "1.0" : "2.0"
  credentials_arn        = aws_iam_role.caller.arn
}

resource "aws_apigatewayv2_integration" "private" {
  api_id             = aws_apigatewayv2_api.whole.id
  integration_type   = "HTTP_PROXY"
  integration_method = "ANY"
  integration_uri    = "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/inside/1/2"
  connection_type    = "VPC_LINK"
  connection_id      = aws_apigatewayv2_vpc_link.inside.id
  tls_config {
    server_name_to_verify = var.second ? "www.example.org" : "www.example.com"
  }
}

resource "aws_apigatewayv2_integration" "queue" {
  api_id              = aws_apigatewayv2_api.whole.id
  credentials_arn     = aws_iam_role.caller.arn
  description         = "a service"
  integration_type    = "AWS_PROXY"
  integration_subtype = "SQS-SendMessage"
  request_parameters = {
    QueueUrl     = "https://sqs.us-east-1.amazonaws.com/111111111111/orders"
    MessageBody  = var.second ? "$request.body" : "$request.header.MessageBody"
    DelaySeconds = var.second ? "20" : "10"
  }
}

resource "aws_apigatewayv2_route" "plain" {
  api_id         = aws_apigatewayv2_api.whole.id
  route_key      = "GET /pets/{proxy+}"
  operation_name = var.second ? "GetPets" : "GetPet"
  target         = "integrations/${aws_apigatewayv2_integration.http.id}"
}

resource "aws_apigatewayv2_route" "default" {
  api_id             = aws_apigatewayv2_api.whole.id
  route_key          = "$default"
  authorization_type = "AWS_IAM"
  target             = "integrations/${aws_apigatewayv2_integration.lambda.id}"
}

resource "aws_apigatewayv2_route" "jwt" {
  api_id               = aws_apigatewayv2_api.whole.id
  route_key            = "POST /pets"
  authorization_type   = "JWT"
  authorizer_id        = aws_apigatewayv2_authorizer.jwt.id
  authorization_scopes = var.second ? ["user.email"] : ["user.id", "user.email"]
  target               = "integrations/${aws_apigatewayv2_integration.private.id}"
}

resource "aws_apigatewayv2_route" "custom" {
  api_id             = aws_apigatewayv2_api.whole.id
  route_key          = var.second ? "PUT /orders" : "POST /orders"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.request.id
  target             = "integrations/${aws_apigatewayv2_integration.queue.id}"
}

resource "aws_apigatewayv2_deployment" "by_hand" {
  api_id      = aws_apigatewayv2_api.whole.id
  description = var.second ? "changed" : "by hand"
  depends_on = [
    aws_apigatewayv2_route.plain,
    aws_apigatewayv2_route.default,
    aws_apigatewayv2_route.jwt,
    aws_apigatewayv2_route.custom,
  ]
}

resource "aws_apigatewayv2_stage" "by_hand" {
  api_id        = aws_apigatewayv2_api.whole.id
  name          = "by-hand"
  description   = var.second ? "changed" : "by hand"
  deployment_id = aws_apigatewayv2_deployment.by_hand.id
  stage_variables = var.second ? {
    Var1 = "Value1-1"
    Var3 = "Value3"
    } : {
    Var1 = "Value1"
    Var2 = "Value2"
  }
  tags = local.tags
}

resource "aws_apigatewayv2_stage" "auto" {
  api_id      = aws_apigatewayv2_api.whole.id
  name        = "$default"
  auto_deploy = true
  dynamic "access_log_settings" {
    for_each = var.second ? [] : [1]
    content {
      destination_arn = "arn:aws:logs:us-east-1:111111111111:log-group:pets"
      format          = "$context.identity.sourceIp $context.requestId"
    }
  }
  default_route_settings {
    detailed_metrics_enabled = !var.second
    throttling_burst_limit   = var.second ? 2222 : 1111
    throttling_rate_limit    = var.second ? 8888.5 : 9999
  }
  route_settings {
    route_key              = aws_apigatewayv2_route.plain.route_key
    throttling_burst_limit = var.second ? 1 : 2
    throttling_rate_limit  = 3.5
  }
  dynamic "route_settings" {
    for_each = var.second ? [] : [1]
    content {
      route_key                = aws_apigatewayv2_route.default.route_key
      detailed_metrics_enabled = true
    }
  }
}

resource "aws_acm_certificate" "pets" {
  certificate_body = var.certificate
  private_key      = var.private_key
}

resource "aws_apigatewayv2_domain_name" "pets" {
  domain_name = "pets.example.com"
  domain_name_configuration {
    certificate_arn                        = aws_acm_certificate.pets.arn
    endpoint_type                          = "REGIONAL"
    security_policy                        = "TLS_1_2"
    ownership_verification_certificate_arn = aws_acm_certificate.pets.arn
  }
  tags = local.tags
}

resource "aws_apigatewayv2_api_mapping" "root" {
  api_id      = aws_apigatewayv2_api.whole.id
  domain_name = aws_apigatewayv2_domain_name.pets.id
  stage       = var.second ? aws_apigatewayv2_stage.by_hand.id : aws_apigatewayv2_stage.auto.id
}

resource "aws_apigatewayv2_api_mapping" "deep" {
  api_id          = aws_apigatewayv2_api.whole.id
  domain_name     = aws_apigatewayv2_domain_name.pets.id
  stage           = aws_apigatewayv2_stage.auto.id
  api_mapping_key = var.second ? "v2/animals/pets" : "v1/animals"
}

data "aws_apigatewayv2_api" "whole" {
  api_id = aws_apigatewayv2_api.whole.id
}

data "aws_apigatewayv2_apis" "named" {
  name          = aws_apigatewayv2_api.bare.name
  protocol_type = "HTTP"
}

data "aws_apigatewayv2_apis" "tagged" {
  tags       = local.tags
  depends_on = [aws_apigatewayv2_api.whole]
}

data "aws_apigatewayv2_export" "json" {
  api_id        = aws_apigatewayv2_deployment.by_hand.api_id
  specification = "OAS30"
  output_type   = "JSON"
}

data "aws_apigatewayv2_export" "yaml" {
  api_id             = aws_apigatewayv2_api.whole.id
  specification      = "OAS30"
  output_type        = "YAML"
  stage_name         = aws_apigatewayv2_stage.auto.name
  include_extensions = false
  export_version     = "1.0"
}

data "aws_apigatewayv2_vpc_link" "inside" {
  vpc_link_id = aws_apigatewayv2_vpc_link.inside.id
}

output "seen" {
  value = {
    api        = data.aws_apigatewayv2_api.whole.description
    cors       = data.aws_apigatewayv2_api.whole.cors_configuration[0].max_age
    named      = length(data.aws_apigatewayv2_apis.named.ids)
    tagged     = data.aws_apigatewayv2_apis.tagged.ids == toset([aws_apigatewayv2_api.whole.id])
    exported   = keys(jsondecode(data.aws_apigatewayv2_export.json.body).paths)
    yaml       = strcontains(data.aws_apigatewayv2_export.yaml.body, "x-amazon-apigateway-integration")
    link       = data.aws_apigatewayv2_vpc_link.inside.name
    invoke_url = replace(aws_apigatewayv2_stage.by_hand.invoke_url, aws_apigatewayv2_api.whole.id, "ID")
    arn        = replace(aws_apigatewayv2_api.whole.execution_arn, aws_apigatewayv2_api.whole.id, "ID")
  }
}

# What each resource is imported by.
output "imports" {
  value = {
    "aws_iam_role.caller"                  = aws_iam_role.caller.name
    "aws_acm_certificate.pets"             = aws_acm_certificate.pets.arn
    "aws_apigatewayv2_api.whole"           = aws_apigatewayv2_api.whole.id
    "aws_apigatewayv2_api.bare"            = aws_apigatewayv2_api.bare.id
    "aws_apigatewayv2_authorizer.jwt"      = "${aws_apigatewayv2_api.whole.id}/${aws_apigatewayv2_authorizer.jwt.id}"
    "aws_apigatewayv2_authorizer.request"  = "${aws_apigatewayv2_api.whole.id}/${aws_apigatewayv2_authorizer.request.id}"
    "aws_apigatewayv2_authorizer.plain"    = "${aws_apigatewayv2_api.whole.id}/${aws_apigatewayv2_authorizer.plain.id}"
    "aws_apigatewayv2_vpc_link.inside"     = aws_apigatewayv2_vpc_link.inside.id
    "aws_apigatewayv2_integration.http"    = "${aws_apigatewayv2_api.whole.id}/${aws_apigatewayv2_integration.http.id}"
    "aws_apigatewayv2_integration.lambda"  = "${aws_apigatewayv2_api.whole.id}/${aws_apigatewayv2_integration.lambda.id}"
    "aws_apigatewayv2_integration.private" = "${aws_apigatewayv2_api.whole.id}/${aws_apigatewayv2_integration.private.id}"
    "aws_apigatewayv2_integration.queue"   = "${aws_apigatewayv2_api.whole.id}/${aws_apigatewayv2_integration.queue.id}"
    "aws_apigatewayv2_route.plain"         = "${aws_apigatewayv2_api.whole.id}/${aws_apigatewayv2_route.plain.id}"
    "aws_apigatewayv2_route.default"       = "${aws_apigatewayv2_api.whole.id}/${aws_apigatewayv2_route.default.id}"
    "aws_apigatewayv2_route.jwt"           = "${aws_apigatewayv2_api.whole.id}/${aws_apigatewayv2_route.jwt.id}"
    "aws_apigatewayv2_route.custom"        = "${aws_apigatewayv2_api.whole.id}/${aws_apigatewayv2_route.custom.id}"
    "aws_apigatewayv2_deployment.by_hand"  = "${aws_apigatewayv2_api.whole.id}/${aws_apigatewayv2_deployment.by_hand.id}"
    "aws_apigatewayv2_stage.by_hand"       = "${aws_apigatewayv2_api.whole.id}/by-hand"
    "aws_apigatewayv2_stage.auto"          = "${aws_apigatewayv2_api.whole.id}/$default"
    "aws_apigatewayv2_domain_name.pets"    = aws_apigatewayv2_domain_name.pets.id
    "aws_apigatewayv2_api_mapping.root"    = "${aws_apigatewayv2_api_mapping.root.id}/pets.example.com"
    "aws_apigatewayv2_api_mapping.deep"    = "${aws_apigatewayv2_api_mapping.deep.id}/pets.example.com"
  }
}
