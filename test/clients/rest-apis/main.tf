# What Terraform makes of REST APIs, all resources that Sallyport serves.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "endpoint" {
  type = string
}

variable "access_key" {
  type = string
}

variable "secret_key" {
  type      = string
  sensitive = true
}

variable "description" {
  type    = string
  default = "Pets"
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = var.access_key
  secret_key                  = var.secret_key
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = false
  skip_credentials_validation = true

  endpoints {
    apigateway = var.endpoint
    iam        = var.endpoint
    sts        = var.endpoint
  }
}

data "aws_caller_identity" "self" {}

resource "aws_iam_role" "gateway" {
  name = "gateway"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "apigateway.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_api_gateway_account" "this" {
  cloudwatch_role_arn = aws_iam_role.gateway.arn
}

resource "aws_api_gateway_rest_api" "pets" {
  name                     = "pets"
  description              = var.description
  binary_media_types       = ["image/png", "application/octet-stream"]
  minimum_compression_size = 1024
  tags                     = { team = "pets" }

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_rest_api_policy" "pets" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = data.aws_caller_identity.self.account_id }
      Action    = "execute-api:Invoke"
      Resource  = "${aws_api_gateway_rest_api.pets.execution_arn}/*"
      Condition = { IpAddress = { "aws:SourceIp" = ["127.0.0.0/8", "::1/128"] } }
    }]
  })
}

# A policy in the API itself.
resource "aws_api_gateway_rest_api" "closed" {
  name = "closed"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Principal = "*", Action = "execute-api:Invoke", Resource = "*" }]
  })
}

resource "aws_api_gateway_resource" "pets" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  parent_id   = aws_api_gateway_rest_api.pets.root_resource_id
  path_part   = "pets"
}

resource "aws_api_gateway_resource" "pet" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  parent_id   = aws_api_gateway_resource.pets.id
  path_part   = "{id}"
}

resource "aws_api_gateway_model" "pet" {
  rest_api_id  = aws_api_gateway_rest_api.pets.id
  name         = "Pet"
  description  = "A pet"
  content_type = "application/json"
  schema       = jsonencode({ "$schema" = "http://json-schema.org/draft-04/schema#", type = "object" })
}

resource "aws_api_gateway_request_validator" "all" {
  rest_api_id                 = aws_api_gateway_rest_api.pets.id
  name                        = "all"
  validate_request_body       = true
  validate_request_parameters = true
}

resource "aws_api_gateway_method" "pet" {
  rest_api_id          = aws_api_gateway_rest_api.pets.id
  resource_id          = aws_api_gateway_resource.pet.id
  http_method          = "GET"
  authorization        = "AWS_IAM"
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_models       = { "application/json" = aws_api_gateway_model.pet.name }

  request_parameters = {
    "method.request.path.id"           = true
    "method.request.querystring.limit" = false
  }
}

resource "aws_api_gateway_integration" "pet" {
  rest_api_id             = aws_api_gateway_rest_api.pets.id
  resource_id             = aws_api_gateway_resource.pet.id
  http_method             = aws_api_gateway_method.pet.http_method
  type                    = "HTTP"
  integration_http_method = "GET"
  uri                     = "https://origin.example/pets/{id}"
  timeout_milliseconds    = 5000

  request_parameters = { "integration.request.path.id" = "method.request.path.id" }
}

resource "aws_api_gateway_method_response" "ok" {
  rest_api_id         = aws_api_gateway_rest_api.pets.id
  resource_id         = aws_api_gateway_resource.pet.id
  http_method         = aws_api_gateway_method.pet.http_method
  status_code         = "200"
  response_models     = { "application/json" = aws_api_gateway_model.pet.name }
  response_parameters = { "method.response.header.etag" = true }
}

resource "aws_api_gateway_integration_response" "ok" {
  rest_api_id         = aws_api_gateway_rest_api.pets.id
  resource_id         = aws_api_gateway_resource.pet.id
  http_method         = aws_api_gateway_integration.pet.http_method
  status_code         = aws_api_gateway_method_response.ok.status_code
  selection_pattern   = "2\\d{2}"
  response_parameters = { "method.response.header.etag" = "integration.response.header.etag" }
  response_templates  = { "application/json" = "" }
}

resource "aws_api_gateway_method" "options" {
  rest_api_id   = aws_api_gateway_rest_api.pets.id
  resource_id   = aws_api_gateway_resource.pets.id
  http_method   = "OPTIONS"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "options" {
  rest_api_id       = aws_api_gateway_rest_api.pets.id
  resource_id       = aws_api_gateway_resource.pets.id
  http_method       = aws_api_gateway_method.options.http_method
  type              = "MOCK"
  request_templates = { "application/json" = jsonencode({ statusCode = 200 }) }
}

resource "aws_api_gateway_authorizer" "who" {
  rest_api_id            = aws_api_gateway_rest_api.pets.id
  name                   = "who"
  authorizer_uri         = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${data.aws_caller_identity.self.account_id}:function:who/invocations"
  authorizer_credentials = aws_iam_role.gateway.arn
}

resource "aws_api_gateway_gateway_response" "denied" {
  rest_api_id         = aws_api_gateway_rest_api.pets.id
  response_type       = "ACCESS_DENIED"
  status_code         = "404"
  response_templates  = { "application/json" = "{\"message\":$context.error.messageString}" }
  response_parameters = { "gatewayresponse.header.x-denied" = "'yes'" }
}

resource "aws_api_gateway_deployment" "first" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  description = "first"

  depends_on = [
    aws_api_gateway_integration.options,
    aws_api_gateway_integration_response.ok,
    aws_api_gateway_rest_api_policy.pets,
  ]
}

resource "aws_api_gateway_stage" "live" {
  rest_api_id   = aws_api_gateway_rest_api.pets.id
  deployment_id = aws_api_gateway_deployment.first.id
  stage_name    = "live"
  description   = var.description
  variables     = { colour = "blue" }
  tags          = { team = "pets" }

  access_log_settings {
    destination_arn = "arn:aws:logs:us-east-1:${data.aws_caller_identity.self.account_id}:log-group:pets"
    format          = "$context.requestId $context.status"
  }
}

resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  stage_name  = aws_api_gateway_stage.live.stage_name
  method_path = "*/*"

  settings {
    metrics_enabled        = true
    throttling_burst_limit = 10
    throttling_rate_limit  = 5
  }
}

resource "aws_api_gateway_method_settings" "pets" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  stage_name  = aws_api_gateway_stage.live.stage_name
  method_path = "pets/OPTIONS"

  settings {
    logging_level = "INFO"
  }
}

output "api" {
  value = aws_api_gateway_rest_api.pets.id
}

output "ids" {
  value = { pet = aws_api_gateway_resource.pet.id }
}
