output "api_id" {
  description = "The API; it is invoked at http://API_ID.execute-api.REGION.localhost:PORT/"
  value       = aws_apigatewayv2_api.pets.id
}

output "role_arn" {
  description = "The role to assume (step 6)."
  value       = aws_iam_role.invoker.arn
}

output "access_key_id" {
  description = "The key of account B's user."
  value       = aws_iam_access_key.caller.id
}

output "secret_access_key" {
  description = "The secret of that key."
  value       = aws_iam_access_key.caller.secret
  sensitive   = true
}

output "account_ids" {
  description = "The two accounts, as sts:GetCallerIdentity tells them."
  value       = [data.aws_caller_identity.a.account_id, data.aws_caller_identity.b.account_id]
}
