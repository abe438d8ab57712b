# Every resource and data source of Organizations: a tree with an account, policies of all types and delegation.

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
  enabled_policy_types = [
    "AISERVICES_OPT_OUT_POLICY", "BACKUP_POLICY", "CHATBOT_POLICY", "DECLARATIVE_POLICY_EC2",
    "RESOURCE_CONTROL_POLICY", "SERVICE_CONTROL_POLICY", "TAG_POLICY",
  ]
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
  # What a person would type in; an import cannot know it.
  lifecycle {
    ignore_changes = [close_on_deletion, create_govcloud]
  }
  tags = { stage = "dev" }
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

locals {
  management_policies = {
    AISERVICES_OPT_OUT_POLICY = {
      services = { default = { opt_out_policy = { "@@assign" = "optOut" } } }
    }
    BACKUP_POLICY = {
      plans = {
        daily = {
          regions = { "@@assign" = ["us-east-1"] }
          rules = {
            nightly = {
              schedule_expression      = { "@@assign" = "cron(0 5/1 ? * * *)" }
              target_backup_vault_name = { "@@assign" = "vault" }
            }
          }
        }
      }
    }
    CHATBOT_POLICY = {
      chatbot = { platforms = { slack = { client = { "@@assign" = "disabled" } } } }
    }
    DECLARATIVE_POLICY_EC2 = {
      ec2_attributes = { serial_console_access = { status = { "@@assign" = "disabled" } } }
    }
    TAG_POLICY = {
      tags = { team = { tag_key = { "@@assign" = "Team" }, tag_value = { "@@assign" = ["platform", "apps"] } } }
    }
  }
}

resource "aws_organizations_policy" "management" {
  for_each    = local.management_policies
  name        = lower(each.key)
  description = "Of the type ${each.key}"
  type        = each.key
  content     = jsonencode(each.value)
  tags        = { team = "platform" }
  depends_on  = [aws_organizations_organization.this]
}

resource "aws_organizations_policy_attachment" "management" {
  for_each  = aws_organizations_policy.management
  policy_id = each.value.id
  target_id = aws_organizations_organization.this.roots[0].id
}

resource "aws_organizations_resource_policy" "this" {
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DelegateReading"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${aws_organizations_account.dev.id}:root" }
      Action    = ["organizations:List*", "organizations:DescribeOrganization"]
      Resource  = "*"
    }]
  })
  tags = { team = "platform" }
}

data "aws_caller_identity" "this" {}

data "aws_organizations_organization" "this" {
  depends_on = [aws_organizations_account.dev]
}

data "aws_organizations_organizational_units" "top" {
  parent_id = aws_organizations_organizational_unit.workloads.parent_id
}

data "aws_organizations_organizational_unit" "workloads" {
  name      = aws_organizations_organizational_unit.workloads.name
  parent_id = aws_organizations_organizational_unit.workloads.parent_id
}

data "aws_organizations_organizational_unit_child_accounts" "workloads" {
  parent_id  = aws_organizations_organizational_unit.workloads.id
  depends_on = [aws_organizations_account.dev]
}

data "aws_organizations_organizational_unit_descendant_accounts" "all" {
  parent_id  = aws_organizations_organization.this.roots[0].id
  depends_on = [aws_organizations_account.dev]
}

data "aws_organizations_organizational_unit_descendant_organizational_units" "all" {
  parent_id  = aws_organizations_organization.this.roots[0].id
  depends_on = [aws_organizations_organizational_unit.workloads]
}

data "aws_organizations_delegated_administrators" "sso" {
  service_principal = "sso.amazonaws.com"
  depends_on        = [aws_organizations_delegated_administrator.dev]
}

data "aws_organizations_delegated_services" "dev" {
  account_id = aws_organizations_delegated_administrator.dev.account_id
}

data "aws_organizations_policies" "tag" {
  filter     = "TAG_POLICY"
  depends_on = [aws_organizations_policy.management]
}

data "aws_organizations_policies_for_target" "root" {
  target_id  = aws_organizations_organization.this.roots[0].id
  filter     = "BACKUP_POLICY"
  depends_on = [aws_organizations_policy_attachment.management]
}

data "aws_organizations_policy" "no_users" {
  policy_id = aws_organizations_policy.no_users.id
}

data "aws_organizations_resource_tags" "workloads" {
  resource_id = aws_organizations_organizational_unit.workloads.id
}

output "read_back" {
  value = {
    account_state      = data.aws_organizations_organizational_unit_child_accounts.workloads.accounts[0].status
    all_accounts       = sort(data.aws_organizations_organizational_unit_descendant_accounts.all.accounts[*].name)
    all_units          = data.aws_organizations_organizational_unit_descendant_organizational_units.all.children[*].name
    backup_policies    = length(data.aws_organizations_policies_for_target.root.ids)
    caller             = data.aws_caller_identity.this.arn
    delegated          = data.aws_organizations_delegated_administrators.sso.delegated_administrators[*].name
    delegated_services = [for one in data.aws_organizations_delegated_services.dev.delegated_services : one.service_principal]
    feature_set        = data.aws_organizations_organization.this.feature_set
    policy             = data.aws_organizations_policy.no_users.type
    tag_policies       = length(data.aws_organizations_policies.tag.ids)
    tags               = data.aws_organizations_resource_tags.workloads.tags
    unit               = data.aws_organizations_organizational_unit.workloads.id == aws_organizations_organizational_unit.workloads.id
    units              = data.aws_organizations_organizational_units.top.children[*].name
  }
}

output "import_ids" {
  value = merge(
    {
      "aws_organizations_organization.this"              = aws_organizations_organization.this.id
      "aws_organizations_organizational_unit.workloads"  = aws_organizations_organizational_unit.workloads.id
      "aws_organizations_account.dev"                    = aws_organizations_account.dev.id
      "aws_organizations_policy.no_users"                = aws_organizations_policy.no_users.id
      "aws_organizations_policy.own_callers"             = aws_organizations_policy.own_callers.id
      "aws_organizations_policy_attachment.no_users"     = "${aws_organizations_policy_attachment.no_users.target_id}:${aws_organizations_policy.no_users.id}"
      "aws_organizations_policy_attachment.own_callers"  = "${aws_organizations_policy_attachment.own_callers.target_id}:${aws_organizations_policy.own_callers.id}"
      "aws_organizations_delegated_administrator.dev"    = aws_organizations_delegated_administrator.dev.id
      "aws_organizations_resource_policy.this"           = aws_organizations_resource_policy.this.id
    },
    { for type, policy in aws_organizations_policy.management : "aws_organizations_policy.management[\"${type}\"]" => policy.id },
    {
      for type, one in aws_organizations_policy_attachment.management :
      "aws_organizations_policy_attachment.management[\"${type}\"]" => "${one.target_id}:${one.policy_id}"
    },
  )
}
