# What `terraform import` is given for each resource; those left out cannot be imported from AWS either.

output "import_ids" {
  value = {
    "aws_iam_user.alice"                               = aws_iam_user.alice.name
    "aws_iam_user.bob"                                 = aws_iam_user.bob.name
    "aws_iam_access_key.alice"                         = aws_iam_access_key.alice.id
    "aws_iam_user_login_profile.alice"                 = aws_iam_user_login_profile.alice.user
    "aws_iam_user_policy.alice"                        = aws_iam_user_policy.alice.id
    "aws_iam_user_policies_exclusive.alice"            = aws_iam_user.alice.name
    "aws_iam_user_policy_attachment.alice"             = "alice/${aws_iam_policy.read.arn}"
    "aws_iam_user_policy_attachments_exclusive.alice"  = aws_iam_user.alice.name
    "aws_iam_user_ssh_key.alice"                       = "alice:${aws_iam_user_ssh_key.alice.ssh_public_key_id}:PEM"
    "aws_iam_signing_certificate.alice"                = aws_iam_signing_certificate.alice.id
    "aws_iam_service_specific_credential.alice"        = aws_iam_service_specific_credential.alice.id
    "aws_iam_virtual_mfa_device.phone"                 = aws_iam_virtual_mfa_device.phone.arn
    "aws_iam_group.staff"                              = aws_iam_group.staff.name
    "aws_iam_group.crew"                               = aws_iam_group.crew.name
    "aws_iam_user_group_membership.alice"              = "alice/${aws_iam_group.crew.name}"
    "aws_iam_group_policy.staff"                       = aws_iam_group_policy.staff.id
    "aws_iam_group_policies_exclusive.staff"           = aws_iam_group.staff.name
    "aws_iam_group_policy_attachment.staff"            = "staff/${aws_iam_group_policy_attachment.staff.policy_arn}"
    "aws_iam_group_policy_attachments_exclusive.staff" = aws_iam_group.staff.name
    "aws_iam_policy.read"                              = aws_iam_policy.read.arn
    "aws_iam_policy.boundary"                          = aws_iam_policy.boundary.arn
    "aws_iam_policy.everywhere"                        = aws_iam_policy.everywhere.arn
    "aws_iam_role.reader"                              = aws_iam_role.reader.name
    "aws_iam_role.plain"                               = aws_iam_role.plain.name
    "aws_iam_role.trusting"                            = aws_iam_role.trusting.name
    "aws_iam_role_policy.reader"                       = aws_iam_role_policy.reader.id
    "aws_iam_role_policies_exclusive.reader"           = aws_iam_role.reader.name
    "aws_iam_role_policy_attachment.reader"            = "reader/${aws_iam_role_policy_attachment.reader.policy_arn}"
    "aws_iam_role_policy_attachments_exclusive.reader" = aws_iam_role.reader.name
    "aws_iam_instance_profile.hosts"                   = aws_iam_instance_profile.hosts.name
    "aws_iam_service_linked_role.scaling"              = aws_iam_service_linked_role.scaling.arn
    "aws_iam_openid_connect_provider.ci"               = aws_iam_openid_connect_provider.ci.arn
    "aws_iam_saml_provider.corp"                       = aws_iam_saml_provider.corp.arn
    "aws_iam_server_certificate.web"                   = aws_iam_server_certificate.web.name
    "aws_iam_account_alias.this"                       = aws_iam_account_alias.this.account_alias
    "aws_organizations_organization.this"              = aws_organizations_organization.this.id
    "aws_iam_organizations_features.this"              = aws_organizations_organization.this.id
    "aws_iam_account_password_policy.this"             = "iam-account-password-policy"
  }
}
