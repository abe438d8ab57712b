// Generated from AWS's published service model by scripts/generate-constraints.ts, which says how to run it again.
import type { ServiceModel } from "../service-model.ts";

/** Limits, operations and errors of apigatewayv2, API version 2018-11-29. */
export const apigatewayv2Model: ServiceModel = {
  apiVersion: "2018-11-29",
  operations: {
    CreateApi: "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    CreateApiMapping:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    CreateAuthorizer:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    CreateDeployment:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    CreateDomainName:
      "AccessDeniedException BadRequestException ConflictException NotFoundException TooManyRequestsException",
    CreateIntegration:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    CreateIntegrationResponse:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    CreateModel: "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    CreatePortal: "AccessDeniedException BadRequestException TooManyRequestsException",
    CreatePortalProduct: "AccessDeniedException BadRequestException TooManyRequestsException",
    CreateProductPage:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    CreateProductRestEndpointPage:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    CreateRoute: "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    CreateRouteResponse:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    CreateRoutingRule:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    CreateStage: "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    CreateVpcLink: "BadRequestException TooManyRequestsException",
    DeleteAccessLogSettings: "NotFoundException TooManyRequestsException",
    DeleteApi: "NotFoundException TooManyRequestsException",
    DeleteApiMapping: "BadRequestException NotFoundException TooManyRequestsException",
    DeleteAuthorizer: "NotFoundException TooManyRequestsException",
    DeleteCorsConfiguration: "NotFoundException TooManyRequestsException",
    DeleteDeployment: "NotFoundException TooManyRequestsException",
    DeleteDomainName: "NotFoundException TooManyRequestsException",
    DeleteIntegration: "NotFoundException TooManyRequestsException",
    DeleteIntegrationResponse: "NotFoundException TooManyRequestsException",
    DeleteModel: "NotFoundException TooManyRequestsException",
    DeletePortal: "AccessDeniedException BadRequestException TooManyRequestsException",
    DeletePortalProduct:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    DeletePortalProductSharingPolicy:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    DeleteProductPage:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    DeleteProductRestEndpointPage:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    DeleteRoute: "NotFoundException TooManyRequestsException",
    DeleteRouteRequestParameter: "NotFoundException TooManyRequestsException",
    DeleteRouteResponse: "NotFoundException TooManyRequestsException",
    DeleteRouteSettings: "NotFoundException TooManyRequestsException",
    DeleteRoutingRule: "BadRequestException NotFoundException TooManyRequestsException",
    DeleteStage: "NotFoundException TooManyRequestsException",
    DeleteVpcLink: "NotFoundException TooManyRequestsException",
    DisablePortal:
      "AccessDeniedException BadRequestException ConflictException NotFoundException TooManyRequestsException",
    ExportApi: "BadRequestException NotFoundException TooManyRequestsException",
    GetApi: "NotFoundException TooManyRequestsException",
    GetApiMapping: "BadRequestException NotFoundException TooManyRequestsException",
    GetApiMappings: "BadRequestException NotFoundException TooManyRequestsException",
    GetApis: "BadRequestException NotFoundException TooManyRequestsException",
    GetAuthorizer: "NotFoundException TooManyRequestsException",
    GetAuthorizers: "BadRequestException NotFoundException TooManyRequestsException",
    GetDeployment: "NotFoundException TooManyRequestsException",
    GetDeployments: "BadRequestException NotFoundException TooManyRequestsException",
    GetDomainName: "NotFoundException TooManyRequestsException",
    GetDomainNames: "BadRequestException NotFoundException TooManyRequestsException",
    GetIntegration: "NotFoundException TooManyRequestsException",
    GetIntegrationResponse: "NotFoundException TooManyRequestsException",
    GetIntegrationResponses: "BadRequestException NotFoundException TooManyRequestsException",
    GetIntegrations: "BadRequestException NotFoundException TooManyRequestsException",
    GetModel: "NotFoundException TooManyRequestsException",
    GetModelTemplate: "NotFoundException TooManyRequestsException",
    GetModels: "BadRequestException NotFoundException TooManyRequestsException",
    GetPortal:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    GetPortalProduct:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    GetPortalProductSharingPolicy:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    GetProductPage:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    GetProductRestEndpointPage:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    GetRoute: "NotFoundException TooManyRequestsException",
    GetRouteResponse: "NotFoundException TooManyRequestsException",
    GetRouteResponses: "BadRequestException NotFoundException TooManyRequestsException",
    GetRoutes: "BadRequestException NotFoundException TooManyRequestsException",
    GetRoutingRule: "BadRequestException NotFoundException TooManyRequestsException",
    GetStage: "NotFoundException TooManyRequestsException",
    GetStages: "BadRequestException NotFoundException TooManyRequestsException",
    GetTags: "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    GetVpcLink: "NotFoundException TooManyRequestsException",
    GetVpcLinks: "BadRequestException TooManyRequestsException",
    ImportApi: "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    ListPortalProducts: "AccessDeniedException BadRequestException TooManyRequestsException",
    ListPortals: "AccessDeniedException BadRequestException TooManyRequestsException",
    ListProductPages:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    ListProductRestEndpointPages:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    ListRoutingRules: "BadRequestException NotFoundException TooManyRequestsException",
    PreviewPortal:
      "AccessDeniedException BadRequestException ConflictException NotFoundException TooManyRequestsException",
    PublishPortal:
      "AccessDeniedException BadRequestException ConflictException NotFoundException TooManyRequestsException",
    PutPortalProductSharingPolicy:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    PutRoutingRule:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    ReimportApi: "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    ResetAuthorizersCache: "NotFoundException TooManyRequestsException",
    TagResource: "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    UntagResource:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    UpdateApi: "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    UpdateApiMapping:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    UpdateAuthorizer:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    UpdateDeployment:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    UpdateDomainName:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    UpdateIntegration:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    UpdateIntegrationResponse:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    UpdateModel: "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    UpdatePortal:
      "AccessDeniedException BadRequestException ConflictException NotFoundException TooManyRequestsException",
    UpdatePortalProduct:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    UpdateProductPage:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    UpdateProductRestEndpointPage:
      "AccessDeniedException BadRequestException NotFoundException TooManyRequestsException",
    UpdateRoute: "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    UpdateRouteResponse:
      "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    UpdateStage: "BadRequestException ConflictException NotFoundException TooManyRequestsException",
    UpdateVpcLink: "BadRequestException NotFoundException TooManyRequestsException",
  },
  http: {
    CreateApi: "POST /v2/apis",
    CreateApiMapping: "POST /v2/domainnames/{domainName}/apimappings",
    CreateAuthorizer: "POST /v2/apis/{apiId}/authorizers",
    CreateDeployment: "POST /v2/apis/{apiId}/deployments",
    CreateDomainName: "POST /v2/domainnames",
    CreateIntegration: "POST /v2/apis/{apiId}/integrations",
    CreateIntegrationResponse:
      "POST /v2/apis/{apiId}/integrations/{integrationId}/integrationresponses",
    CreateModel: "POST /v2/apis/{apiId}/models",
    CreatePortal: "POST /v2/portals",
    CreatePortalProduct: "POST /v2/portalproducts",
    CreateProductPage: "POST /v2/portalproducts/{portalProductId}/productpages",
    CreateProductRestEndpointPage:
      "POST /v2/portalproducts/{portalProductId}/productrestendpointpages",
    CreateRoute: "POST /v2/apis/{apiId}/routes",
    CreateRouteResponse: "POST /v2/apis/{apiId}/routes/{routeId}/routeresponses",
    CreateRoutingRule: "POST /v2/domainnames/{domainName}/routingrules",
    CreateStage: "POST /v2/apis/{apiId}/stages",
    CreateVpcLink: "POST /v2/vpclinks",
    DeleteAccessLogSettings: "DELETE /v2/apis/{apiId}/stages/{stageName}/accesslogsettings",
    DeleteApi: "DELETE /v2/apis/{apiId}",
    DeleteApiMapping: "DELETE /v2/domainnames/{domainName}/apimappings/{apiMappingId}",
    DeleteAuthorizer: "DELETE /v2/apis/{apiId}/authorizers/{authorizerId}",
    DeleteCorsConfiguration: "DELETE /v2/apis/{apiId}/cors",
    DeleteDeployment: "DELETE /v2/apis/{apiId}/deployments/{deploymentId}",
    DeleteDomainName: "DELETE /v2/domainnames/{domainName}",
    DeleteIntegration: "DELETE /v2/apis/{apiId}/integrations/{integrationId}",
    DeleteIntegrationResponse:
      "DELETE /v2/apis/{apiId}/integrations/{integrationId}/integrationresponses/{integrationResponseId}",
    DeleteModel: "DELETE /v2/apis/{apiId}/models/{modelId}",
    DeletePortal: "DELETE /v2/portals/{portalId}",
    DeletePortalProduct: "DELETE /v2/portalproducts/{portalProductId}",
    DeletePortalProductSharingPolicy: "DELETE /v2/portalproducts/{portalProductId}/sharingpolicy",
    DeleteProductPage: "DELETE /v2/portalproducts/{portalProductId}/productpages/{productPageId}",
    DeleteProductRestEndpointPage:
      "DELETE /v2/portalproducts/{portalProductId}/productrestendpointpages/{productRestEndpointPageId}",
    DeleteRoute: "DELETE /v2/apis/{apiId}/routes/{routeId}",
    DeleteRouteRequestParameter:
      "DELETE /v2/apis/{apiId}/routes/{routeId}/requestparameters/{requestParameterKey}",
    DeleteRouteResponse:
      "DELETE /v2/apis/{apiId}/routes/{routeId}/routeresponses/{routeResponseId}",
    DeleteRouteSettings: "DELETE /v2/apis/{apiId}/stages/{stageName}/routesettings/{routeKey}",
    DeleteRoutingRule: "DELETE /v2/domainnames/{domainName}/routingrules/{routingRuleId}",
    DeleteStage: "DELETE /v2/apis/{apiId}/stages/{stageName}",
    DeleteVpcLink: "DELETE /v2/vpclinks/{vpcLinkId}",
    DisablePortal: "DELETE /v2/portals/{portalId}/publish",
    ExportApi: "GET /v2/apis/{apiId}/exports/{specification}",
    GetApi: "GET /v2/apis/{apiId}",
    GetApiMapping: "GET /v2/domainnames/{domainName}/apimappings/{apiMappingId}",
    GetApiMappings: "GET /v2/domainnames/{domainName}/apimappings",
    GetApis: "GET /v2/apis",
    GetAuthorizer: "GET /v2/apis/{apiId}/authorizers/{authorizerId}",
    GetAuthorizers: "GET /v2/apis/{apiId}/authorizers",
    GetDeployment: "GET /v2/apis/{apiId}/deployments/{deploymentId}",
    GetDeployments: "GET /v2/apis/{apiId}/deployments",
    GetDomainName: "GET /v2/domainnames/{domainName}",
    GetDomainNames: "GET /v2/domainnames",
    GetIntegration: "GET /v2/apis/{apiId}/integrations/{integrationId}",
    GetIntegrationResponse:
      "GET /v2/apis/{apiId}/integrations/{integrationId}/integrationresponses/{integrationResponseId}",
    GetIntegrationResponses:
      "GET /v2/apis/{apiId}/integrations/{integrationId}/integrationresponses",
    GetIntegrations: "GET /v2/apis/{apiId}/integrations",
    GetModel: "GET /v2/apis/{apiId}/models/{modelId}",
    GetModelTemplate: "GET /v2/apis/{apiId}/models/{modelId}/template",
    GetModels: "GET /v2/apis/{apiId}/models",
    GetPortal: "GET /v2/portals/{portalId}",
    GetPortalProduct: "GET /v2/portalproducts/{portalProductId}",
    GetPortalProductSharingPolicy: "GET /v2/portalproducts/{portalProductId}/sharingpolicy",
    GetProductPage: "GET /v2/portalproducts/{portalProductId}/productpages/{productPageId}",
    GetProductRestEndpointPage:
      "GET /v2/portalproducts/{portalProductId}/productrestendpointpages/{productRestEndpointPageId}",
    GetRoute: "GET /v2/apis/{apiId}/routes/{routeId}",
    GetRouteResponse: "GET /v2/apis/{apiId}/routes/{routeId}/routeresponses/{routeResponseId}",
    GetRouteResponses: "GET /v2/apis/{apiId}/routes/{routeId}/routeresponses",
    GetRoutes: "GET /v2/apis/{apiId}/routes",
    GetRoutingRule: "GET /v2/domainnames/{domainName}/routingrules/{routingRuleId}",
    GetStage: "GET /v2/apis/{apiId}/stages/{stageName}",
    GetStages: "GET /v2/apis/{apiId}/stages",
    GetTags: "GET /v2/tags/{resource-arn}",
    GetVpcLink: "GET /v2/vpclinks/{vpcLinkId}",
    GetVpcLinks: "GET /v2/vpclinks",
    ImportApi: "PUT /v2/apis",
    ListPortalProducts: "GET /v2/portalproducts",
    ListPortals: "GET /v2/portals",
    ListProductPages: "GET /v2/portalproducts/{portalProductId}/productpages",
    ListProductRestEndpointPages:
      "GET /v2/portalproducts/{portalProductId}/productrestendpointpages",
    ListRoutingRules: "GET /v2/domainnames/{domainName}/routingrules",
    PreviewPortal: "POST /v2/portals/{portalId}/preview",
    PublishPortal: "POST /v2/portals/{portalId}/publish",
    PutPortalProductSharingPolicy: "PUT /v2/portalproducts/{portalProductId}/sharingpolicy",
    PutRoutingRule: "PUT /v2/domainnames/{domainName}/routingrules/{routingRuleId}",
    ReimportApi: "PUT /v2/apis/{apiId}",
    ResetAuthorizersCache: "DELETE /v2/apis/{apiId}/stages/{stageName}/cache/authorizers",
    TagResource: "POST /v2/tags/{resource-arn}",
    UntagResource: "DELETE /v2/tags/{resource-arn}",
    UpdateApi: "PATCH /v2/apis/{apiId}",
    UpdateApiMapping: "PATCH /v2/domainnames/{domainName}/apimappings/{apiMappingId}",
    UpdateAuthorizer: "PATCH /v2/apis/{apiId}/authorizers/{authorizerId}",
    UpdateDeployment: "PATCH /v2/apis/{apiId}/deployments/{deploymentId}",
    UpdateDomainName: "PATCH /v2/domainnames/{domainName}",
    UpdateIntegration: "PATCH /v2/apis/{apiId}/integrations/{integrationId}",
    UpdateIntegrationResponse:
      "PATCH /v2/apis/{apiId}/integrations/{integrationId}/integrationresponses/{integrationResponseId}",
    UpdateModel: "PATCH /v2/apis/{apiId}/models/{modelId}",
    UpdatePortal: "PATCH /v2/portals/{portalId}",
    UpdatePortalProduct: "PATCH /v2/portalproducts/{portalProductId}",
    UpdateProductPage: "PATCH /v2/portalproducts/{portalProductId}/productpages/{productPageId}",
    UpdateProductRestEndpointPage:
      "PATCH /v2/portalproducts/{portalProductId}/productrestendpointpages/{productRestEndpointPageId}",
    UpdateRoute: "PATCH /v2/apis/{apiId}/routes/{routeId}",
    UpdateRouteResponse: "PATCH /v2/apis/{apiId}/routes/{routeId}/routeresponses/{routeResponseId}",
    UpdateStage: "PATCH /v2/apis/{apiId}/stages/{stageName}",
    UpdateVpcLink: "PATCH /v2/vpclinks/{vpcLinkId}",
  },
  errors: {
    AccessDeniedException: 403,
    BadRequestException: 400,
    ConflictException: 409,
    NotFoundException: 404,
    TooManyRequestsException: 429,
  },
  shapes: {
    AuthorizationScopes: {
      element: "StringWithLengthBetween1And64",
    },
    AuthorizationType: {
      enum: ["NONE", "AWS_IAM", "CUSTOM", "JWT"],
    },
    AuthorizerType: {
      enum: ["REQUEST", "JWT"],
    },
    ConnectionType: {
      enum: ["INTERNET", "VPC_LINK"],
    },
    ContentHandlingStrategy: {
      enum: ["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"],
    },
    CorsMethodList: {
      element: "StringWithLengthBetween1And64",
    },
    DomainNameStatus: {
      enum: [
        "AVAILABLE",
        "UPDATING",
        "PENDING_CERTIFICATE_REIMPORT",
        "PENDING_OWNERSHIP_VERIFICATION",
      ],
    },
    EndpointType: {
      enum: ["REGIONAL", "EDGE"],
    },
    IntegerWithLengthBetween0And3600: {
      min: 0,
      max: 3600,
      integer: true,
    },
    IntegerWithLengthBetween50And30000: {
      min: 50,
      max: 30000,
      integer: true,
    },
    IntegerWithLengthBetweenMinus1And86400: {
      min: -1,
      max: 86400,
      integer: true,
    },
    IntegrationParameters: {
      element: "StringWithLengthBetween1And512",
    },
    IntegrationType: {
      enum: ["AWS", "HTTP", "MOCK", "HTTP_PROXY", "AWS_PROXY"],
    },
    IpAddressType: {
      enum: ["ipv4", "dualstack"],
    },
    LoggingLevel: {
      enum: ["ERROR", "INFO", "OFF"],
    },
    MaxResults: {
      min: 1,
      max: 100,
      integer: true,
    },
    PassthroughBehavior: {
      enum: ["WHEN_NO_MATCH", "NEVER", "WHEN_NO_TEMPLATES"],
    },
    ProtocolType: {
      enum: ["WEBSOCKET", "HTTP"],
    },
    ResponseParameters: {
      element: "IntegrationParameters",
    },
    RouteModels: {
      element: "StringWithLengthBetween1And128",
    },
    RoutingMode: {
      enum: ["API_MAPPING_ONLY", "ROUTING_RULE_ONLY", "ROUTING_RULE_THEN_API_MAPPING"],
    },
    RoutingRulePriority: {
      min: 1,
      max: 1000000,
      integer: true,
    },
    SecurityPolicy: {
      enum: ["TLS_1_0", "TLS_1_2"],
    },
    StageVariablesMap: {
      element: "StringWithLengthBetween0And2048",
    },
    StringWithLengthBetween0And1024: {
      min: 0,
      max: 1024,
    },
    StringWithLengthBetween0And2048: {
      min: 0,
      max: 2048,
    },
    StringWithLengthBetween0And32K: {
      min: 0,
      max: 32768,
    },
    StringWithLengthBetween1And1024: {
      min: 1,
      max: 1024,
    },
    StringWithLengthBetween1And128: {
      min: 1,
      max: 128,
    },
    StringWithLengthBetween1And1600: {
      min: 1,
      max: 1600,
    },
    StringWithLengthBetween1And256: {
      min: 1,
      max: 256,
    },
    StringWithLengthBetween1And512: {
      min: 1,
      max: 512,
    },
    StringWithLengthBetween1And64: {
      min: 1,
      max: 64,
    },
    Tags: {
      element: "StringWithLengthBetween1And1600",
    },
    TemplateMap: {
      element: "StringWithLengthBetween0And32K",
    },
    TryItState: {
      enum: ["ENABLED", "DISABLED"],
    },
    UriWithLengthBetween1And2048: {
      min: 1,
      max: 2048,
    },
    __integer: {
      integer: true,
    },
    __listOf__stringMin20Max2048: {
      element: "__stringMin20Max2048",
    },
    __stringMin0Max1024: {
      min: 0,
      max: 1024,
    },
    __stringMin0Max1092: {
      min: 0,
      max: 1092,
    },
    __stringMin0Max255: {
      min: 0,
      max: 255,
    },
    __stringMin10Max2048: {
      min: 10,
      max: 2048,
    },
    __stringMin1Max1024: {
      min: 1,
      max: 1024,
    },
    __stringMin1Max128: {
      min: 1,
      max: 128,
    },
    __stringMin1Max16: {
      min: 1,
      max: 16,
    },
    __stringMin1Max20: {
      min: 1,
      max: 20,
    },
    __stringMin1Max255: {
      min: 1,
      max: 255,
    },
    __stringMin1Max256: {
      min: 1,
      max: 256,
    },
    __stringMin1Max307200: {
      min: 1,
      max: 307200,
    },
    __stringMin1Max32768: {
      min: 1,
      max: 32768,
    },
    __stringMin1Max4096: {
      min: 1,
      max: 4096,
    },
    __stringMin1Max50: {
      min: 1,
      max: 50,
    },
    __stringMin20Max2048: {
      min: 20,
      max: 2048,
    },
    __stringMin3Max255: {
      min: 3,
      max: 255,
    },
    __stringMin3Max256: {
      min: 3,
      max: 256,
    },
  },
  structures: {
    ACMManaged: "CertificateArn:__stringMin10Max2048 DomainName:__stringMin3Max256",
    AccessLogSettings: "Format:StringWithLengthBetween1And1024",
    CognitoConfig:
      "AppClientId:__stringMin1Max256 UserPoolArn:__stringMin20Max2048 UserPoolDomain:__stringMin20Max2048",
    Cors: "AllowMethods:CorsMethodList MaxAge:IntegerWithLengthBetweenMinus1And86400",
    CreateApiMappingRequest: "Stage:StringWithLengthBetween1And128",
    CreateApiRequest:
      "Description:StringWithLengthBetween0And1024 IpAddressType:IpAddressType Name:StringWithLengthBetween1And128 ProtocolType:ProtocolType Tags:Tags Target:UriWithLengthBetween1And2048 Version:StringWithLengthBetween1And64",
    CreateAuthorizerRequest:
      "AuthorizerPayloadFormatVersion:StringWithLengthBetween1And64 AuthorizerResultTtlInSeconds:IntegerWithLengthBetween0And3600 AuthorizerType:AuthorizerType AuthorizerUri:UriWithLengthBetween1And2048 IdentityValidationExpression:StringWithLengthBetween0And1024 Name:StringWithLengthBetween1And128",
    CreateDeploymentRequest:
      "Description:StringWithLengthBetween0And1024 StageName:StringWithLengthBetween1And128",
    CreateDomainNameRequest:
      "DomainName:StringWithLengthBetween1And512 RoutingMode:RoutingMode Tags:Tags",
    CreateIntegrationRequest:
      "ConnectionId:StringWithLengthBetween1And1024 ConnectionType:ConnectionType ContentHandlingStrategy:ContentHandlingStrategy Description:StringWithLengthBetween0And1024 IntegrationMethod:StringWithLengthBetween1And64 IntegrationSubtype:StringWithLengthBetween1And128 IntegrationType:IntegrationType IntegrationUri:UriWithLengthBetween1And2048 PassthroughBehavior:PassthroughBehavior PayloadFormatVersion:StringWithLengthBetween1And64 RequestParameters:IntegrationParameters RequestTemplates:TemplateMap ResponseParameters:ResponseParameters TimeoutInMillis:IntegerWithLengthBetween50And30000",
    CreateIntegrationResponseRequest:
      "ContentHandlingStrategy:ContentHandlingStrategy ResponseParameters:IntegrationParameters ResponseTemplates:TemplateMap",
    CreateModelRequest:
      "ContentType:StringWithLengthBetween1And256 Description:StringWithLengthBetween0And1024 Name:StringWithLengthBetween1And128 Schema:StringWithLengthBetween0And32K",
    CreatePortalProductRequest:
      "Description:__stringMin0Max1024 DisplayName:__stringMin1Max255 Tags:Tags",
    CreatePortalRequest:
      "IncludedPortalProductArns:__listOf__stringMin20Max2048 LogoUri:__stringMin0Max1092 RumAppMonitorName:__stringMin0Max255 Tags:Tags",
    CreateProductRestEndpointPageRequest: "TryItState:TryItState",
    CreateRouteRequest:
      "AuthorizationScopes:AuthorizationScopes AuthorizationType:AuthorizationType OperationName:StringWithLengthBetween1And64 RequestModels:RouteModels Target:StringWithLengthBetween1And128",
    CreateRouteResponseRequest: "ResponseModels:RouteModels",
    CreateRoutingRuleRequest: "Priority:RoutingRulePriority",
    CreateStageRequest:
      "Description:StringWithLengthBetween0And1024 StageName:StringWithLengthBetween1And128 StageVariables:StageVariablesMap Tags:Tags",
    CreateVpcLinkRequest: "Name:StringWithLengthBetween1And128 Tags:Tags",
    CustomColors:
      "AccentColor:__stringMin1Max16 BackgroundColor:__stringMin1Max16 ErrorValidationColor:__stringMin1Max16 HeaderColor:__stringMin1Max16 NavigationColor:__stringMin1Max16 TextColor:__stringMin1Max16",
    DisplayContent: "Body:__stringMin1Max32768 Title:__stringMin1Max255",
    DisplayContentOverrides:
      "Body:__stringMin1Max32768 Endpoint:__stringMin1Max1024 OperationName:__stringMin1Max255",
    DisplayOrder:
      "OverviewPageArn:__stringMin20Max2048 ProductPageArns:__listOf__stringMin20Max2048",
    DomainNameConfiguration:
      "CertificateName:StringWithLengthBetween1And128 DomainNameStatus:DomainNameStatus EndpointType:EndpointType IpAddressType:IpAddressType SecurityPolicy:SecurityPolicy",
    IdentifierParts:
      "Method:__stringMin1Max20 Path:__stringMin1Max4096 RestApiId:__stringMin1Max50 Stage:__stringMin1Max128",
    JWTConfiguration: "Issuer:UriWithLengthBetween1And2048",
    ListRoutingRulesRequest: "MaxResults:MaxResults",
    MutualTlsAuthenticationInput:
      "TruststoreUri:UriWithLengthBetween1And2048 TruststoreVersion:StringWithLengthBetween1And64",
    PortalContent: "Description:__stringMin0Max1024 DisplayName:__stringMin3Max255",
    PublishPortalRequest: "Description:__stringMin0Max1024",
    PutPortalProductSharingPolicyRequest: "PolicyDocument:__stringMin1Max307200",
    PutRoutingRuleRequest: "Priority:RoutingRulePriority",
    RouteSettings: "LoggingLevel:LoggingLevel ThrottlingBurstLimit:__integer",
    RoutingRuleActionInvokeApi: "Stage:StringWithLengthBetween1And128",
    Section: "ProductRestEndpointPageArns:__listOf__stringMin20Max2048",
    TagResourceRequest: "Tags:Tags",
    TlsConfigInput: "ServerNameToVerify:StringWithLengthBetween1And512",
    UpdateApiMappingRequest: "Stage:StringWithLengthBetween1And128",
    UpdateApiRequest:
      "Description:StringWithLengthBetween0And1024 IpAddressType:IpAddressType Name:StringWithLengthBetween1And128 Target:UriWithLengthBetween1And2048 Version:StringWithLengthBetween1And64",
    UpdateAuthorizerRequest:
      "AuthorizerPayloadFormatVersion:StringWithLengthBetween1And64 AuthorizerResultTtlInSeconds:IntegerWithLengthBetween0And3600 AuthorizerType:AuthorizerType AuthorizerUri:UriWithLengthBetween1And2048 IdentityValidationExpression:StringWithLengthBetween0And1024 Name:StringWithLengthBetween1And128",
    UpdateDeploymentRequest: "Description:StringWithLengthBetween0And1024",
    UpdateDomainNameRequest: "RoutingMode:RoutingMode",
    UpdateIntegrationRequest:
      "ConnectionId:StringWithLengthBetween1And1024 ConnectionType:ConnectionType ContentHandlingStrategy:ContentHandlingStrategy Description:StringWithLengthBetween0And1024 IntegrationMethod:StringWithLengthBetween1And64 IntegrationSubtype:StringWithLengthBetween1And128 IntegrationType:IntegrationType IntegrationUri:UriWithLengthBetween1And2048 PassthroughBehavior:PassthroughBehavior PayloadFormatVersion:StringWithLengthBetween1And64 RequestParameters:IntegrationParameters RequestTemplates:TemplateMap ResponseParameters:ResponseParameters TimeoutInMillis:IntegerWithLengthBetween50And30000",
    UpdateIntegrationResponseRequest:
      "ContentHandlingStrategy:ContentHandlingStrategy ResponseParameters:IntegrationParameters ResponseTemplates:TemplateMap",
    UpdateModelRequest:
      "ContentType:StringWithLengthBetween1And256 Description:StringWithLengthBetween0And1024 Name:StringWithLengthBetween1And128 Schema:StringWithLengthBetween0And32K",
    UpdatePortalProductRequest: "Description:__stringMin0Max1024 DisplayName:__stringMin1Max255",
    UpdatePortalRequest:
      "IncludedPortalProductArns:__listOf__stringMin20Max2048 LogoUri:__stringMin0Max1092 RumAppMonitorName:__stringMin0Max255",
    UpdateProductRestEndpointPageRequest: "TryItState:TryItState",
    UpdateRouteRequest:
      "AuthorizationScopes:AuthorizationScopes AuthorizationType:AuthorizationType OperationName:StringWithLengthBetween1And64 RequestModels:RouteModels Target:StringWithLengthBetween1And128",
    UpdateRouteResponseRequest: "ResponseModels:RouteModels",
    UpdateStageRequest:
      "Description:StringWithLengthBetween0And1024 StageVariables:StageVariablesMap",
    UpdateVpcLinkRequest: "Name:StringWithLengthBetween1And128",
  },
  memberOrder: {},
  echoesValues: false,
  texts: {
    ProtocolType: "Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]",
  },
};

/** The names of all operations of apigatewayv2. */
export const apigatewayv2OperationNames: readonly string[] = Object.keys(
  apigatewayv2Model.operations,
);
