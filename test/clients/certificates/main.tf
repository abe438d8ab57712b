terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" { type = string }
variable "access_key" { type = string }
variable "secret_key" { type = string }
variable "backend" { type = string }
variable "truststore" { type = string }
variable "certificate" { type = string }
variable "chain" { type = string }
variable "private_key" {
  type      = string
  sensitive = true
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
    apigateway   = var.endpoint
    apigatewayv2 = var.endpoint
    iam          = var.endpoint
    sts          = var.endpoint
  }
}

resource "aws_acm_certificate" "pets" {
  certificate_body  = var.certificate
  certificate_chain = var.chain
  private_key       = var.private_key
  tags              = { team = "pets" }
}

data "aws_acm_certificate" "pets" {
  domain     = "pets.example.com"
  key_types  = ["EC_prime256v1"]
  depends_on = [aws_acm_certificate.pets]
}

resource "aws_apigatewayv2_api" "pets" {
  name          = "pets"
  protocol_type = "HTTP"
  route_key     = "$default"
  target        = var.backend
}

resource "aws_apigatewayv2_domain_name" "pets" {
  domain_name = "pets.example.com"
  domain_name_configuration {
    certificate_arn = data.aws_acm_certificate.pets.arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
  mutual_tls_authentication {
    truststore_uri = var.truststore
  }
}

resource "aws_apigatewayv2_api_mapping" "pets" {
  api_id      = aws_apigatewayv2_api.pets.id
  domain_name = aws_apigatewayv2_domain_name.pets.id
  stage       = "$default"
}

resource "aws_api_gateway_rest_api" "cats" {
  name = "cats"
}

resource "aws_api_gateway_method" "cats" {
  rest_api_id   = aws_api_gateway_rest_api.cats.id
  resource_id   = aws_api_gateway_rest_api.cats.root_resource_id
  http_method   = "GET"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "cats" {
  rest_api_id             = aws_api_gateway_rest_api.cats.id
  resource_id             = aws_api_gateway_rest_api.cats.root_resource_id
  http_method             = aws_api_gateway_method.cats.http_method
  type                    = "HTTP_PROXY"
  uri                     = "${var.backend}/cats"
  integration_http_method = "GET"
}

resource "aws_api_gateway_deployment" "cats" {
  rest_api_id = aws_api_gateway_rest_api.cats.id
  depends_on  = [aws_api_gateway_integration.cats]
}

resource "aws_api_gateway_stage" "cats" {
  rest_api_id   = aws_api_gateway_rest_api.cats.id
  stage_name    = "prod"
  deployment_id = aws_api_gateway_deployment.cats.id
}

resource "aws_apigatewayv2_api_mapping" "cats" {
  api_id          = aws_api_gateway_rest_api.cats.id
  domain_name     = aws_apigatewayv2_domain_name.pets.id
  stage           = aws_api_gateway_stage.cats.stage_name
  api_mapping_key = "v1/cats"
}

output "certificate_arn" { value = aws_acm_certificate.pets.arn }
