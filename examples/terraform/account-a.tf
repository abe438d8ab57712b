# Account A owns the HTTP API, and the role through which others reach it.

data "aws_caller_identity" "a" {
  provider = aws.a
}

# Step 1: an HTTP API whose routes ask for a signature, and a policy that allows to invoke it.

resource "aws_apigatewayv2_api" "pets" {
  provider      = aws.a
  name          = "pets"
  description   = "Reached by account B through a role of account A"
  protocol_type = "HTTP"

  cors_configuration {
    allow_methods = ["GET", "POST"]
    allow_origins = ["https://example.com"]
    max_age       = 300
  }
}

resource "aws_apigatewayv2_integration" "backend" {
  provider               = aws.a
  api_id                 = aws_apigatewayv2_api.pets.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "${var.backend_url}/{proxy}"
  payload_format_version = "1.0"
  timeout_milliseconds   = 10000
}

resource "aws_apigatewayv2_route" "proxy" {
  provider           = aws.a
  api_id             = aws_apigatewayv2_api.pets.id
  route_key          = "ANY /{proxy+}"
  authorization_type = "AWS_IAM"
  target             = "integrations/${aws_apigatewayv2_integration.backend.id}"
}

resource "aws_apigatewayv2_stage" "default" {
  provider    = aws.a
  api_id      = aws_apigatewayv2_api.pets.id
  name        = "$default"
  auto_deploy = true

  default_route_settings {
    throttling_burst_limit = 500
    throttling_rate_limit  = 1000
  }
}

# A second stage, which changes only when it is told to.

resource "aws_apigatewayv2_deployment" "first" {
  provider    = aws.a
  api_id      = aws_apigatewayv2_api.pets.id
  description = "The first deployment"

  # Named attributes only: what the provider leaves null at first it reads back as empty, so that a whole resource in
  # here would be deployed anew by the second plan.
  triggers = {
    route       = "${aws_apigatewayv2_route.proxy.route_key} ${aws_apigatewayv2_route.proxy.authorization_type}"
    integration = aws_apigatewayv2_integration.backend.integration_uri
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_apigatewayv2_stage" "v1" {
  provider        = aws.a
  api_id          = aws_apigatewayv2_api.pets.id
  name            = "v1"
  description     = "Deployed by hand"
  deployment_id   = aws_apigatewayv2_deployment.first.id
  stage_variables = { colour = "green" }
}

data "aws_iam_policy_document" "invoke" {
  provider = aws.a

  statement {
    sid       = "InvokeAnyRouteOfTheDefaultStage"
    actions   = ["execute-api:Invoke"]
    resources = ["${aws_apigatewayv2_api.pets.execution_arn}/$default/*/*"]
  }
}

resource "aws_iam_policy" "invoke" {
  provider    = aws.a
  name        = "InvokePets"
  description = "Invoke the API pets"
  policy      = data.aws_iam_policy_document.invoke.json
}

# Step 2: a role whose trusted entity is account B.

data "aws_iam_policy_document" "trust" {
  provider = aws.a

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.b.account_id}:root"]
    }
  }
}

resource "aws_iam_role" "invoker" {
  provider             = aws.a
  name                 = "PetsInvoker"
  description          = "Assumed by account B"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  max_session_duration = 7200
}

# Step 3: the policy attached to the role.

resource "aws_iam_role_policy_attachment" "invoke" {
  provider   = aws.a
  role       = aws_iam_role.invoker.name
  policy_arn = aws_iam_policy.invoke.arn
}
