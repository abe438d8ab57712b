# An organization with a unit, an account in it, both kinds of control policies and a delegated administrator.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" { type = string }

provider "aws" {
  region                  = "us-east-1"
  skip_metadata_api_check = true

  endpoints {
    iam           = var.endpoint
    organizations = var.endpoint
    sts           = var.endpoint
  }
}

resource "aws_organizations_organization" "this" {
  feature_set                   = "ALL"
  enabled_policy_types          = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"]
  aws_service_access_principals = ["sso.amazonaws.com"]
}

resource "aws_organizations_organizational_unit" "workloads" {
  name      = "Workloads"
  parent_id = aws_organizations_organization.this.roots[0].id
  tags      = { team = "platform" }
}

resource "aws_organizations_account" "dev" {
  name      = "dev"
  email     = "dev@example.com"
  parent_id = aws_organizations_organizational_unit.workloads.id
  tags      = { stage = "dev" }
}

resource "aws_organizations_policy" "no_users" {
  name = "no-users"
  content = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "iam:CreateUser", Resource = "*" }]
  })
  depends_on = [aws_organizations_organization.this]
}

resource "aws_organizations_policy" "own_callers" {
  name = "own-callers"
  type = "RESOURCE_CONTROL_POLICY"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "sts:AssumeRole"
      Resource  = "*"
      Condition = { StringNotEquals = { "aws:PrincipalOrgID" = aws_organizations_organization.this.id } }
    }]
  })
}

resource "aws_organizations_policy_attachment" "no_users" {
  policy_id = aws_organizations_policy.no_users.id
  target_id = aws_organizations_organizational_unit.workloads.id
}

resource "aws_organizations_policy_attachment" "own_callers" {
  policy_id = aws_organizations_policy.own_callers.id
  target_id = aws_organizations_account.dev.id
}

resource "aws_organizations_delegated_administrator" "dev" {
  account_id        = aws_organizations_account.dev.id
  service_principal = "sso.amazonaws.com"
}

data "aws_organizations_organization" "this" {
  depends_on = [aws_organizations_account.dev]
}

data "aws_organizations_organizational_units" "top" {
  parent_id = aws_organizations_organization.this.roots[0].id
}

output "account_id" {
  value = aws_organizations_account.dev.id
}
