# Account B has the user who calls.

data "aws_caller_identity" "b" {
  provider = aws.b
}

# Step 4: a policy that allows to assume the role.

data "aws_iam_policy_document" "assume" {
  provider = aws.b

  statement {
    actions   = ["sts:AssumeRole"]
    resources = [aws_iam_role.invoker.arn]
  }
}

resource "aws_iam_policy" "assume" {
  provider = aws.b
  name     = "AssumePetsInvoker"
  policy   = data.aws_iam_policy_document.assume.json
}

# Step 5: the policy attached to a user who has an access key.

resource "aws_iam_user" "caller" {
  provider = aws.b
  name     = "caller"
  path     = "/partners/"
  tags     = { team = "partners" }
}

resource "aws_iam_user_policy_attachment" "assume" {
  provider   = aws.b
  user       = aws_iam_user.caller.name
  policy_arn = aws_iam_policy.assume.arn
}

resource "aws_iam_access_key" "caller" {
  provider = aws.b
  user     = aws_iam_user.caller.name
}
