variable "endpoint" {
  description = "Where Sallyport listens."
  type        = string
  default     = "http://127.0.0.1:4566"
}

variable "region" {
  description = "The region of the API."
  type        = string
  default     = "us-east-1"
}

variable "backend_url" {
  description = "Where the API's requests go, without a slash at the end."
  type        = string
}

variable "account_a" {
  description = "An administrator's key of the account that owns the API and the role."
  type = object({
    access_key = string
    secret_key = string
  })
  sensitive = true
}

variable "account_b" {
  description = "An administrator's key of the account whose user calls."
  type = object({
    access_key = string
    secret_key = string
  })
  sensitive = true
}
