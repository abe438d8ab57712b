# Every IAM resource and data source of the provider that the operations serve.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" { type = string }
variable "saml_metadata" { type = string }
variable "certificate" { type = string }
variable "private_key" { type = string }
variable "signing_certificate" { type = string }
variable "ssh_public_key" { type = string }

variable "changed" {
  description = "Whether everything that can be changed in place is to differ from how it was made."
  type        = bool
  default     = false
}

provider "aws" {
  region                  = "us-east-1"
  skip_metadata_api_check = true

  default_tags {
    tags = { managed = "terraform" }
  }

  endpoints {
    iam           = var.endpoint
    organizations = var.endpoint
    sts           = var.endpoint
  }
}

data "aws_caller_identity" "this" {}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = concat(["sts:AssumeRole"], var.changed ? [] : ["sts:TagSession"])
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.this.account_id}:root"]
    }
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com", "lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "read" {
  statement {
    sid       = "Read"
    actions   = concat(["iam:GetUser", "iam:ListUsers"], var.changed ? ["iam:GetRole"] : [])
    resources = ["*"]
  }
}

# Users and what is theirs.

resource "aws_iam_user" "alice" {
  name                 = "alice"
  path                 = var.changed ? "/crew/" : "/team/"
  permissions_boundary = var.changed ? null : aws_iam_policy.boundary.arn
  tags                 = var.changed ? { Team = "core" } : { team = "platform", empty = "" }
}

resource "aws_iam_user" "bob" {
  name          = var.changed ? "robert" : "bob"
  force_destroy = true

  lifecycle {
    ignore_changes = [force_destroy]
  }
}

resource "aws_iam_access_key" "alice" {
  user   = aws_iam_user.alice.name
  status = var.changed ? "Active" : "Inactive"
}

resource "aws_iam_user_login_profile" "alice" {
  user                    = aws_iam_user.alice.name
  password_length         = 24
  password_reset_required = true

  lifecycle {
    ignore_changes = [password_length, password_reset_required]
  }
}

resource "aws_iam_user_policy" "alice" {
  name   = "own"
  user   = aws_iam_user.alice.name
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_user_policies_exclusive" "alice" {
  user_name    = aws_iam_user.alice.name
  policy_names = [aws_iam_user_policy.alice.name]
}

resource "aws_iam_user_policy_attachment" "alice" {
  user       = aws_iam_user.alice.name
  policy_arn = aws_iam_policy.read.arn
}

resource "aws_iam_user_policy_attachments_exclusive" "alice" {
  user_name   = aws_iam_user.alice.name
  policy_arns = [aws_iam_user_policy_attachment.alice.policy_arn]
}

resource "aws_iam_user_ssh_key" "alice" {
  username   = aws_iam_user.alice.name
  encoding   = "PEM"
  public_key = var.ssh_public_key
  status     = var.changed ? "Active" : "Inactive"
}

resource "aws_iam_signing_certificate" "alice" {
  user_name        = aws_iam_user.alice.name
  certificate_body = var.signing_certificate
  status           = var.changed ? "Inactive" : "Active"
}

resource "aws_iam_service_specific_credential" "alice" {
  user_name    = aws_iam_user.alice.name
  service_name = "codecommit.amazonaws.com"
  status       = var.changed ? "Inactive" : "Active"
}

resource "aws_iam_virtual_mfa_device" "phone" {
  virtual_mfa_device_name = "phone"
  path                    = "/devices/"
  tags                    = { kind = var.changed ? "tablet" : "phone" }
}

# Groups.

resource "aws_iam_group" "staff" {
  name = "staff"
  path = "/team/"
}

resource "aws_iam_group" "crew" {
  name = var.changed ? "band" : "crew"
  path = var.changed ? "/moved/" : "/"
}

resource "aws_iam_group_membership" "staff" {
  name  = "staff-members"
  group = aws_iam_group.staff.name
  users = [aws_iam_user.bob.name]
}

resource "aws_iam_user_group_membership" "alice" {
  user   = aws_iam_user.alice.name
  groups = [aws_iam_group.crew.name]
}

resource "aws_iam_group_policy" "staff" {
  name   = "own"
  group  = aws_iam_group.staff.name
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_group_policies_exclusive" "staff" {
  group_name   = aws_iam_group.staff.name
  policy_names = [aws_iam_group_policy.staff.name]
}

resource "aws_iam_group_policy_attachment" "staff" {
  group      = aws_iam_group.staff.name
  policy_arn = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
}

resource "aws_iam_group_policy_attachments_exclusive" "staff" {
  group_name  = aws_iam_group.staff.name
  policy_arns = [aws_iam_group_policy_attachment.staff.policy_arn]
}

# Managed policies.

resource "aws_iam_policy" "read" {
  name        = "read"
  path        = "/team/"
  description = "Reads users & more"
  policy      = data.aws_iam_policy_document.read.json
  tags        = { team = "platform" }
}

resource "aws_iam_policy" "boundary" {
  name = "boundary"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]
  })
}

resource "aws_iam_policy" "everywhere" {
  name_prefix = "everywhere-"
  policy      = data.aws_iam_policy_document.read.json
}

resource "aws_iam_policy_attachment" "everywhere" {
  name       = "everywhere"
  policy_arn = aws_iam_policy.everywhere.arn
  users      = [aws_iam_user.bob.name]
  roles      = [aws_iam_role.plain.name]
  groups     = [aws_iam_group.crew.name]
}

# Roles.

resource "aws_iam_role" "reader" {
  name                  = "reader"
  path                  = "/app/"
  description           = var.changed ? "Reads more" : "Reads"
  assume_role_policy    = data.aws_iam_policy_document.trust.json
  max_session_duration  = var.changed ? 3600 : 7200
  permissions_boundary  = var.changed ? null : aws_iam_policy.boundary.arn
  force_detach_policies = true
  tags                  = { team = "platform" }

  lifecycle {
    ignore_changes = [force_detach_policies]
  }
}

resource "aws_iam_role" "plain" {
  name_prefix        = "plain-"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role" "trusting" {
  name = "trusting"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = [aws_iam_user.alice.arn, aws_iam_role.reader.arn] } },
      {
        Effect    = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = aws_iam_openid_connect_provider.ci.arn },
        Condition = { StringEquals = { "ci.example.com/oidc:aud" = "sts.amazonaws.com" } }
      },
      {
        Effect    = "Allow", Action = "sts:AssumeRoleWithSAML", Principal = { Federated = aws_iam_saml_provider.corp.arn },
        Condition = { StringEquals = { "SAML:aud" = "https://signin.aws.amazon.com/saml" } }
      },
    ]
  })
}

resource "aws_iam_role_policy" "reader" {
  name   = "own"
  role   = aws_iam_role.reader.name
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_role_policies_exclusive" "reader" {
  role_name    = aws_iam_role.reader.name
  policy_names = [aws_iam_role_policy.reader.name]
}

resource "aws_iam_role_policy_attachment" "reader" {
  role       = aws_iam_role.reader.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy_attachments_exclusive" "reader" {
  role_name   = aws_iam_role.reader.name
  policy_arns = [aws_iam_role_policy_attachment.reader.policy_arn]
}

resource "aws_iam_instance_profile" "hosts" {
  name = "hosts"
  path = "/app/"
  role = var.changed ? aws_iam_role.plain.name : aws_iam_role.reader.name
  tags = { team = var.changed ? "core" : "platform" }
}

resource "aws_iam_service_linked_role" "scaling" {
  aws_service_name = "autoscaling.amazonaws.com"
  custom_suffix    = "blue"
  description      = var.changed ? "Scales one half" : "Scales the blue half"
  tags             = { half = var.changed ? "one" : "blue" }
}

# Federation and certificates.

resource "aws_iam_openid_connect_provider" "ci" {
  url             = "https://ci.example.com/oidc"
  client_id_list  = ["sts.amazonaws.com", var.changed ? "another" : "other"]
  thumbprint_list = [var.changed ? "990f4193972f2becf12ddeda5237f9c952f20d9e" : "cf23df2207d99a74fbe169e3eba035e633b65d94"]
  tags            = { team = var.changed ? "core" : "platform" }
}

resource "aws_iam_saml_provider" "corp" {
  name                   = "corp"
  saml_metadata_document = var.changed ? replace(var.saml_metadata, "example/sso", "example/sign-in") : var.saml_metadata
  tags                   = { team = var.changed ? "core" : "platform" }
}

resource "aws_iam_server_certificate" "web" {
  name             = "web"
  path             = "/cloudfront/web/"
  certificate_body = var.certificate
  private_key      = var.private_key
  tags             = { team = "platform" }

  lifecycle {
    # No API gives it back, so that an imported certificate has none.
    ignore_changes = [private_key]
  }
}

# The account.

resource "aws_iam_account_alias" "this" {
  account_alias = var.changed ? "sallyport-group" : "sallyport-corp"
}

resource "aws_iam_account_password_policy" "this" {
  minimum_password_length        = var.changed ? 16 : 12
  require_lowercase_characters   = true
  require_numbers                = true
  require_uppercase_characters   = true
  require_symbols                = !var.changed
  allow_users_to_change_password = true
  max_password_age               = 90
  password_reuse_prevention      = 5
  hard_expiry                    = false
}

resource "aws_iam_security_token_service_preferences" "this" {
  global_endpoint_token_version = var.changed ? "v1Token" : "v2Token"
}

# The roots of an organization's accounts.

resource "aws_organizations_organization" "this" {
  aws_service_access_principals = ["iam.amazonaws.com"]
}

resource "aws_iam_organizations_features" "this" {
  enabled_features = var.changed ? ["RootSessions"] : ["RootCredentialsManagement", "RootSessions"]
  depends_on       = [aws_organizations_organization.this]
}

# What reads it back.

data "aws_iam_access_keys" "alice" {
  user = aws_iam_access_key.alice.user
}

data "aws_iam_account_alias" "this" {
  depends_on = [aws_iam_account_alias.this]
}

data "aws_iam_group" "staff" {
  group_name = aws_iam_group_membership.staff.group
}

data "aws_iam_instance_profile" "hosts" {
  name = aws_iam_instance_profile.hosts.name
}

data "aws_iam_instance_profiles" "reader" {
  role_name = aws_iam_instance_profile.hosts.role
}

data "aws_iam_openid_connect_provider" "by_arn" {
  arn = aws_iam_openid_connect_provider.ci.arn
}

data "aws_iam_openid_connect_provider" "by_url" {
  url = "https://${aws_iam_openid_connect_provider.ci.url}"
}

data "aws_iam_policy" "by_arn" {
  arn = aws_iam_policy.read.arn
}

data "aws_iam_policy" "by_name" {
  name        = aws_iam_policy.read.name
  path_prefix = "/team/"
}

data "aws_iam_policy" "of_aws" {
  name = "AdministratorAccess"
}

data "aws_iam_role" "reader" {
  name = aws_iam_role.reader.name
}

data "aws_iam_roles" "app" {
  path_prefix = aws_iam_role.reader.path
  name_regex  = "^read"
}

data "aws_iam_saml_provider" "corp" {
  arn = aws_iam_saml_provider.corp.arn
}

data "aws_iam_server_certificate" "web" {
  name   = aws_iam_server_certificate.web.name
  latest = true
}

data "aws_iam_session_context" "this" {
  arn = data.aws_caller_identity.this.arn
}

data "aws_iam_user" "alice" {
  user_name = aws_iam_user.alice.name
}

data "aws_iam_users" "team" {
  path_prefix = aws_iam_user.alice.path
}

data "aws_iam_user_ssh_key" "alice" {
  username          = aws_iam_user.alice.name
  ssh_public_key_id = aws_iam_user_ssh_key.alice.ssh_public_key_id
  encoding          = "PEM"
}

data "aws_iam_principal_policy_simulation" "alice" {
  policy_source_arn = aws_iam_user.alice.arn
  action_names      = ["iam:GetUser", "iam:DeleteUser"]
  resource_arns     = [aws_iam_user.alice.arn]
  depends_on        = [aws_iam_user_policy.alice, aws_iam_user_policy_attachment.alice]
}

output "read_back" {
  value = {
    access_keys      = data.aws_iam_access_keys.alice.access_keys[*].status
    alias            = data.aws_iam_account_alias.this.account_alias
    group_users      = data.aws_iam_group.staff.users[*].user_name
    profile_role     = data.aws_iam_instance_profile.hosts.role_name
    profiles_of_role = data.aws_iam_instance_profiles.reader.names
    oidc_url         = data.aws_iam_openid_connect_provider.by_arn.url
    oidc_arn         = data.aws_iam_openid_connect_provider.by_url.arn
    policy           = data.aws_iam_policy.by_arn.description
    policy_by_name   = data.aws_iam_policy.by_name.arn
    policy_of_aws    = data.aws_iam_policy.of_aws.arn
    role_session     = data.aws_iam_role.reader.max_session_duration
    roles            = data.aws_iam_roles.app.names
    saml_tags        = data.aws_iam_saml_provider.corp.tags
    certificate_path = data.aws_iam_server_certificate.web.path
    session_issuer   = data.aws_iam_session_context.this.issuer_arn
    user_boundary    = data.aws_iam_user.alice.permissions_boundary
    users            = data.aws_iam_users.team.names
    ssh_key          = data.aws_iam_user_ssh_key.alice.status
    simulated        = { for one in data.aws_iam_principal_policy_simulation.alice.results : one.action_name => one.decision }
  }
}
