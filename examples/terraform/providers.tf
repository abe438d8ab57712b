# One provider for each account. The key says which account a call is for, as on AWS.
#
# Of the skip_ flags only the second is needed. It keeps the provider from asking the machine's metadata service, which
# is not part of Sallyport, for credentials and a region. The first and the third save calls that Sallyport answers.

provider "aws" {
  alias      = "a"
  region     = var.region
  access_key = var.account_a.access_key
  secret_key = var.account_a.secret_key

  skip_credentials_validation = true # else: one sts:GetCallerIdentity before anything
  skip_metadata_api_check     = true # else: a wait for 169.254.169.254 where nothing answers there
  skip_region_validation      = true # else: the region's name is looked up in a list that the provider brings

  endpoints {
    apigatewayv2 = var.endpoint
    iam          = var.endpoint
    sts          = var.endpoint
  }

  default_tags {
    tags = { project = "cross-account-http-api" }
  }
}

provider "aws" {
  alias      = "b"
  region     = var.region
  access_key = var.account_b.access_key
  secret_key = var.account_b.secret_key

  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true

  endpoints {
    apigatewayv2 = var.endpoint
    iam          = var.endpoint
    sts          = var.endpoint
  }
}
