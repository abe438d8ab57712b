terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" { type = string }
variable "access_key" { type = string }
variable "secret_key" { type = string }
variable "certificate" { type = string }
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
    apigatewayv2 = var.endpoint
    iam          = var.endpoint
    sts          = var.endpoint
  }
}

resource "aws_apigatewayv2_api" "pets" {
  name          = "pets"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_vpc_link" "inside" {
  name               = "inside"
  subnet_ids         = ["subnet-1"]
  security_group_ids = ["sg-1"]
  tags               = { team = "pets" }
}

resource "aws_apigatewayv2_integration" "inside" {
  api_id             = aws_apigatewayv2_api.pets.id
  integration_type   = "HTTP_PROXY"
  integration_method = "ANY"
  integration_uri    = "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/inside/1/2"
  connection_type    = "VPC_LINK"
  connection_id      = aws_apigatewayv2_vpc_link.inside.id
  tls_config {
    server_name_to_verify = "inside.example.com"
  }
}

resource "aws_apigatewayv2_route" "pets" {
  api_id    = aws_apigatewayv2_api.pets.id
  route_key = "GET /pets"
  target    = "integrations/${aws_apigatewayv2_integration.inside.id}"
}

resource "aws_apigatewayv2_stage" "live" {
  api_id      = aws_apigatewayv2_api.pets.id
  name        = "live"
  auto_deploy = true
  access_log_settings {
    destination_arn = "arn:aws:logs:us-east-1:111111111111:log-group:pets"
    format          = "$context.requestId $context.status"
  }
  default_route_settings {
    detailed_metrics_enabled = true
    throttling_burst_limit   = 100
    throttling_rate_limit    = 50.5
  }
  route_settings {
    route_key              = aws_apigatewayv2_route.pets.route_key
    throttling_burst_limit = 10
    throttling_rate_limit  = 5
  }
}

resource "aws_acm_certificate" "pets" {
  certificate_body = var.certificate
  private_key      = var.private_key
}

resource "aws_apigatewayv2_domain_name" "pets" {
  domain_name = "pets.example.com"
  domain_name_configuration {
    certificate_arn = aws_acm_certificate.pets.arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
  tags = { team = "pets" }
}

resource "aws_apigatewayv2_api_mapping" "pets" {
  api_id          = aws_apigatewayv2_api.pets.id
  domain_name     = aws_apigatewayv2_domain_name.pets.id
  stage           = aws_apigatewayv2_stage.live.id
  api_mapping_key = "v1"
}

resource "aws_apigatewayv2_api" "imported" {
  name          = "imported"
  protocol_type = "HTTP"
  # The provider reads the document's version back and wants it removed unless it stands here too.
  version = "1.0"
  body = jsonencode({
    openapi = "3.0.1"
    info    = { title = "imported", version = "1.0" }
    paths = {
      "/pets" = {
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
