// The twin of ../typescript/app.ts, in its order: the templates of both must be the same.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
	"time"

	"@goModule@"
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskinesisfirehose"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"
)

const region = "ap-northeast-1"
const providerAccount = "222222222222"

var consumerEnv = &awscdk.Environment{Account: jsii.String("111111111111"), Region: jsii.String(region)}
var providerEnv = &awscdk.Environment{Account: jsii.String(providerAccount), Region: jsii.String(region)}

func stack(app awscdk.App, id string, env *awscdk.Environment) awscdk.Stack {
	return awscdk.NewStack(app, jsii.String(id), &awscdk.StackProps{Env: env})
}

func vpc(scope awscdk.Stack, id string, cidr string) awsec2.Vpc {
	return awsec2.NewVpc(scope, jsii.String(id), &awsec2.VpcProps{
		IpAddresses: awsec2.IpAddresses_Cidr(jsii.String(cidr)),
		NatGateways: jsii.Number(0),
		SubnetConfiguration: &[]*awsec2.SubnetConfiguration{
			{Name: jsii.String("Private"), SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED},
		},
	})
}

func inline(file string) awslambda.Code {
	text, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	return awslambda.Code_FromInline(jsii.String(string(text)))
}

func callerFunction(scope awscdk.Stack, id string, network awsec2.IVpc, connection privateapi.PrivateApiConnection) awslambda.Function {
	return awslambda.NewFunction(scope, jsii.String(id), &awslambda.FunctionProps{
		Runtime:     awslambda.Runtime_NODEJS_22_X(),
		Handler:     jsii.String("index.handler"),
		Code:        inline("caller.js"),
		Environment: connection.Environment(),
		Vpc:         network,
		VpcSubnets:  &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED},
	})
}

func output(scope awscdk.Stack, id string, value *string) {
	awscdk.NewCfnOutput(scope, jsii.String(id), &awscdk.CfnOutputProps{Value: value})
}

func connect(
	workload awscdk.Stack, id string, consumer privateapi.IPrivateApiConsumer, api privateapi.ICrossAccountPrivateApi, addressing privateapi.PrivateApiAddressing,
) privateapi.PrivateApiConnection {
	connection := privateapi.NewPrivateApiConnection(workload, jsii.String(id), &privateapi.PrivateApiConnectionProps{
		Consumer: consumer, Api: api, Addressing: addressing,
	})
	names := []string{}
	for name := range *connection.Headers() {
		names = append(names, name)
	}
	sort.Strings(names)
	if len(names) == 0 {
		names = []string{"-"}
	}
	output(workload, id+"Url", connection.UrlForPath(jsii.String("/pets")))
	output(workload, id+"Host", jsii.String(*connection.HostName()+" "+*connection.SignedHost()))
	output(workload, id+"Headers", jsii.String(strings.Join(names, " ")))
	output(workload, id+"Verify", connection.VerifyCommand())
	return connection
}

func main() {
	defer jsii.Close()

	// What the CLI would look up.
	zones := map[string]interface{}{"availability-zones:account=111111111111:region=" + region: []string{region + "a", region + "c"}}
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String("cdk.out"), Context: &zones})
	handOver := privateapi.HandOver_FromFile(jsii.String("hand-over.json"))

	// Consumers: an endpoint of each kind.
	network := stack(app, "Network", consumerEnv)

	ordersVpc := vpc(network, "OrdersVpc", "10.0.0.0/16")
	orders := privateapi.NewPrivateApiConsumer(network, jsii.String("Orders"), &privateapi.PrivateApiConsumerProps{Vpc: ordersVpc})
	orders.ExportHandOver(jsii.String("Orders"))
	orders.AllowFrom(awsec2.Peer_Ipv4(jsii.String("192.168.0.0/16")))
	resolver := orders.AddInboundResolver(&privateapi.InboundResolverOptions{AllowedCidrs: jsii.Strings("192.168.0.0/16")})
	output(network, "ForwardedDomain", resolver.ForwardedDomainName)

	reportsVpc := vpc(network, "ReportsVpc", "10.1.0.0/16")
	reports := privateapi.NewPrivateApiConsumer(network, jsii.String("Reports"), &privateapi.PrivateApiConsumerProps{
		Vpc: reportsVpc,
		Endpoint: privateapi.ConsumerEndpoint_Create(&privateapi.ConsumerEndpointCreateOptions{
			PrivateDnsEnabled: jsii.Bool(true),
			RemovalPolicy:     awscdk.RemovalPolicy_RETAIN,
			Subnets:           &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED},
		}),
	})

	auditVpc := vpc(network, "AuditVpc", "10.2.0.0/16")
	auditEndpoint := awsec2.NewInterfaceVpcEndpoint(network, jsii.String("AuditEndpoint"), &awsec2.InterfaceVpcEndpointProps{
		Vpc: auditVpc, Service: awsec2.InterfaceVpcEndpointAwsService_APIGATEWAY(), PrivateDnsEnabled: jsii.Bool(false),
	})
	audit := privateapi.NewPrivateApiConsumer(network, jsii.String("Audit"), &privateapi.PrivateApiConsumerProps{
		Vpc: auditVpc, Endpoint: privateapi.ConsumerEndpoint_Existing(auditEndpoint, nil),
	})

	// Providers: an API of each source, on whose lists is an entry of each kind.
	logging := stack(app, "Logging", providerEnv)
	privateapi.NewApiGatewayAccountLogging(logging, jsii.String("AccountLogging"), nil)

	provider := stack(app, "Provider", providerEnv)
	mock := awsapigateway.NewMockIntegration(&awsapigateway.IntegrationOptions{
		RequestTemplates: &map[string]*string{"application/json": jsii.String("{\"statusCode\": 200}")},
	})

	pets := privateapi.NewCrossAccountPrivateApi(provider, jsii.String("Pets"), &privateapi.CrossAccountPrivateApiProps{
		StageName: jsii.String("v1"),
		Api:       privateapi.PrivateApiSource_Code(&privateapi.PrivateApiCodeOptions{Description: jsii.String("Everything about pets"), DefaultIntegration: mock}),
		AccessLog: privateapi.PrivateApiAccessLog_CloudWatch(&privateapi.PrivateApiCloudWatchLogOptions{
			Retention: awslogs.RetentionDays_SIX_MONTHS, RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
		}),
		AllowedVpcEndpointIds: jsii.Strings("vpce-03f6d2b1bb8d0f015"),
		AllowedConsumers: &[]privateapi.AllowedConsumer{
			privateapi.AllowedConsumer_VpcEndpointId(jsii.String("vpce-0aaaaaaaaaaaaaaaa"), &privateapi.AllowedConsumerOptions{
				Name: jsii.String("reader"), Routes: jsii.Strings("GET /pets", "GET /pets/{petId}"),
			}),
			privateapi.AllowedConsumer_VpcEndpoint(auditEndpoint, &privateapi.AllowedConsumerOptions{
				Name: jsii.String("audit"), SourceCidrs: jsii.Strings("10.2.0.0/24"),
			}),
			privateapi.AllowedConsumer_VpcId(jsii.String("vpc-0a1b2c3d4e5f60718"), &privateapi.AllowedConsumerOptions{
				Name:    jsii.String("partner"),
				Expires: awscdk.Expiration_AtDate(jsii.Time(time.Date(2099, 3, 31, 0, 0, 0, 0, time.UTC))),
			}),
			privateapi.AllowedConsumer_Vpc(reportsVpc, nil),
			privateapi.AllowedConsumer_Consumer(orders, &privateapi.AllowedConsumerOptions{Name: jsii.String("orders")}),
		},
	})
	pets.Allow(handOver.AllowedConsumer(jsii.String("Orders"), &privateapi.AllowedConsumerOptions{Routes: jsii.Strings("POST /pets")}))
	collection := pets.Root().AddResource(jsii.String("pets"), nil)
	collection.AddMethod(jsii.String("GET"), nil, nil)
	collection.AddMethod(jsii.String("POST"), nil, nil)
	collection.AddResource(jsii.String("{petId}"), nil).AddMethod(jsii.String("GET"), nil, nil)
	pets.ExportHandOver(jsii.String("Pets"))

	signed := privateapi.NewCrossAccountPrivateApi(provider, jsii.String("Signed"), &privateapi.CrossAccountPrivateApiProps{
		Api: privateapi.PrivateApiSource_Code(&privateapi.PrivateApiCodeOptions{
			DefaultIntegration:   mock,
			DefaultMethodOptions: &awsapigateway.MethodOptions{AuthorizationType: awsapigateway.AuthorizationType_IAM},
		}),
		AccessLog: privateapi.PrivateApiAccessLog_Firehose(awskinesisfirehose.DeliveryStream_FromDeliveryStreamArn(
			provider, jsii.String("Stream"), jsii.String("arn:aws:firehose:"+region+":"+providerAccount+":deliverystream/amazon-apigateway-pets"),
		)),
		AllowedConsumers: &[]privateapi.AllowedConsumer{
			privateapi.AllowedConsumer_Principal(awsiam.NewArnPrincipal(jsii.String("arn:aws:iam::111111111111:role/orders")), &privateapi.AllowedPrincipalOptions{
				Name: jsii.String("role"), FromAnyEndpoint: jsii.Bool(true),
			}),
			privateapi.AllowedConsumer_VpcEndpointId(jsii.String("vpce-0aaaaaaaaaaaaaaaa"), &privateapi.AllowedConsumerOptions{
				Principals: &[]awsiam.IPrincipal{awsiam.NewAccountPrincipal(jsii.String("333333333333"))},
			}),
		},
	})
	signed.Root().AddMethod(jsii.String("GET"), nil, nil)

	followed := privateapi.NewCrossAccountPrivateApi(provider, jsii.String("Followed"), &privateapi.CrossAccountPrivateApiProps{
		AllowedVpcEndpointIds: &[]*string{awscdk.NewCfnParameter(provider, jsii.String("OrdersEndpointId"), nil).ValueAsString()},
		AssociateVpcEndpoints: jsii.Bool(true),
		AccessLog:             privateapi.PrivateApiAccessLog_None(),
		PolicyRevision:        jsii.String("1"),
	})
	followed.Root().AddMethod(jsii.String("GET"), mock, nil)

	type object = map[string]interface{}
	privateapi.NewCrossAccountPrivateApi(provider, jsii.String("Described"), &privateapi.CrossAccountPrivateApiProps{
		Api: privateapi.PrivateApiSource_OpenApi(awsapigateway.ApiDefinition_FromInline(object{
			"info":    object{"title": "Described", "version": "1"},
			"openapi": "3.0.1",
			"paths":   object{"/pets": object{"get": object{"x-amazon-apigateway-integration": object{"type": "mock"}}}},
		}), nil),
		AllowedConsumers: &[]privateapi.AllowedConsumer{
			privateapi.AllowedConsumer_VpcEndpointId(jsii.String("vpce-0aaaaaaaaaaaaaaaa"), &privateapi.AllowedConsumerOptions{Routes: jsii.Strings("GET /pets")}),
		},
	})

	before := awsapigateway.NewRestApi(provider, jsii.String("Before"), &awsapigateway.RestApiProps{
		EndpointConfiguration: &awsapigateway.EndpointConfiguration{Types: &[]awsapigateway.EndpointType{awsapigateway.EndpointType_PRIVATE}},
		CloudWatchRole:        jsii.Bool(false),
	})
	before.Root().AddMethod(jsii.String("GET"), mock, nil)
	privateapi.NewCrossAccountPrivateApi(provider, jsii.String("Guard"), &privateapi.CrossAccountPrivateApiProps{
		Api: privateapi.PrivateApiSource_Existing(before), AllowedVpcEndpointIds: jsii.Strings("vpce-03f6d2b1bb8d0f015"),
	})

	// Connections: one of each form of address.
	workload := stack(app, "Workload", consumerEnv)
	remote := privateapi.CrossAccountPrivateApi_FromCrossAccountPrivateApiAttributes(workload, jsii.String("Remote"), &privateapi.CrossAccountPrivateApiAttributes{
		RestApiId:                 jsii.String("6r6oaqtr37"),
		StageName:                 jsii.String("v1"),
		Account:                   jsii.String(providerAccount),
		Region:                    jsii.String(region),
		EndpointAccessMode:        awsapigateway.EndpointAccessMode_BASIC,
		DisableExecuteApiEndpoint: jsii.Bool(false),
		AssociatedVpcEndpointIds:  jsii.Strings("vpce-0bbbbbbbbbbbbbbbb"),
	})
	partner := privateapi.PrivateApiConsumer_FromPrivateApiConsumerAttributes(workload, jsii.String("Partner"), &privateapi.PrivateApiConsumerAttributes{
		Vpc: awsec2.Vpc_FromVpcAttributes(workload, jsii.String("PartnerVpc"), &awsec2.VpcAttributes{
			VpcId: jsii.String("vpc-0a1b2c3d4e5f60718"), AvailabilityZones: jsii.Strings(region + "a"),
		}),
		VpcEndpointId:       jsii.String("vpce-0bbbbbbbbbbbbbbbb"),
		VpcEndpointHostName: jsii.String("vpce-0bbbbbbbbbbbbbbbb-abcd.execute-api." + region + ".vpce.amazonaws.com"),
		PrivateDnsEnabled:   jsii.Bool(false),
	})

	byZone := connect(workload, "ByZone", orders, remote, privateapi.PrivateApiAddressing_HostedZone())
	connect(workload, "ByPrivateDns", reports, remote, privateapi.PrivateApiAddressing_PrivateDns())
	connect(workload, "ByAlias", partner, handOver.Api(workload, jsii.String("Handed"), jsii.String("Pets")), privateapi.PrivateApiAddressing_EndpointAlias())
	connect(workload, "ByHostHeader", audit, remote, privateapi.PrivateApiAddressing_HostHeader())
	connect(workload, "ByApiId", partner, remote, privateapi.PrivateApiAddressing_ApiIdHeader())
	connect(workload, "ByDefault", audit, remote, nil)
	ordersApp := callerFunction(workload, "OrdersApp", ordersVpc, byZone)
	orders.AllowFrom(ordersApp)
	byZone.Grants().Invoke(ordersApp, jsii.Strings("GET /pets"))
	probe := privateapi.NewPrivateApiProbe(workload, jsii.String("Probe"), &privateapi.PrivateApiProbeProps{Vpc: ordersVpc, Connection: byZone})
	byZone.Grants().Invoke(probe, jsii.Strings("GET /pets"))

	// The PetStore, which is deployed: an App that may call it, and an outsider with an endpoint that is not on the list.
	petNetwork := stack(app, "PetstoreNetwork", consumerEnv)
	petVpc := vpc(petNetwork, "Vpc", "10.8.0.0/16")
	petConsumer := privateapi.NewPrivateApiConsumer(petNetwork, jsii.String("Consumer"), &privateapi.PrivateApiConsumerProps{Vpc: petVpc})
	outsiderVpc := vpc(petNetwork, "OutsiderVpc", "10.9.0.0/16")
	outsider := privateapi.NewPrivateApiConsumer(petNetwork, jsii.String("Outsider"), &privateapi.PrivateApiConsumerProps{Vpc: outsiderVpc})

	petProvider := stack(app, "PetstoreProvider", providerEnv)
	petProvider.AddDependency(logging, nil)
	petStore := privateapi.NewCrossAccountPrivateApi(petProvider, jsii.String("PetStore"), &privateapi.CrossAccountPrivateApiProps{
		StageName: jsii.String("v1"),
		AllowedConsumers: &[]privateapi.AllowedConsumer{
			privateapi.AllowedConsumer_Consumer(petConsumer, &privateapi.AllowedConsumerOptions{Name: jsii.String("pet shop"), Routes: jsii.Strings("GET /pets")}),
		},
	})
	petStore.Root().AddResource(jsii.String("pets"), nil).AddMethod(jsii.String("GET"), awsapigateway.NewLambdaIntegration(
		awslambda.NewFunction(petProvider, jsii.String("Pets"), &awslambda.FunctionProps{
			Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"), Code: inline("pets.js"),
		}),
		&awsapigateway.LambdaIntegrationOptions{AllowTestInvoke: jsii.Bool(false)},
	), nil)

	petWorkload := stack(app, "PetstoreWorkload", consumerEnv)
	caller(petWorkload, "App", petConsumer, petVpc, petStore)
	caller(petWorkload, "OutsiderApp", outsider, outsiderVpc, petStore)

	app.Synth(nil)
	mistakes(mock)
}

func caller(workload awscdk.Stack, id string, consumer privateapi.PrivateApiConsumer, vpc awsec2.Vpc, petStore privateapi.CrossAccountPrivateApi) {
	function := callerFunction(workload, id, vpc, privateapi.NewPrivateApiConnection(workload, jsii.String(id+"Pets"), &privateapi.PrivateApiConnectionProps{
		Consumer: consumer, Api: petStore,
	}))
	consumer.AllowFrom(function)
	output(workload, id+"Name", function.FunctionName())
}

func mistakes(mock awsapigateway.MockIntegration) {
	mistaken := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String("mistakes.out")})
	mistakes := awscdk.NewStack(mistaken, jsii.String("Mistakes"), nil)
	privateapi.NewCrossAccountPrivateApi(mistakes, jsii.String("Empty"), nil).Root().AddMethod(jsii.String("GET"), mock, nil)
	text, err := json.Marshal(map[string]interface{}{
		"constructor": errorOf(func() {
			privateapi.NewCrossAccountPrivateApi(mistakes, jsii.String("Api"), &privateapi.CrossAccountPrivateApiProps{AllowedVpcEndpointIds: jsii.Strings("vpce-nope")})
		}),
		"factory": errorOf(func() { privateapi.AllowedConsumer_VpcId(jsii.String("nope"), nil) }),
		"file": errorOf(func() {
			privateapi.HandOver_FromFile(jsii.String("nothing.json")).AllowedConsumer(jsii.String("Orders"), nil)
		}),
		"synth": errorOf(func() { mistaken.Synth(nil) }),
	})
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile("errors.json", text, 0o644); err != nil {
		panic(err)
	}
}

// What a mistake looks like: to a program, and on the terminal of whoever does not recover from it.
func errorOf(mistake func()) (seen map[string]string) {
	defer func() {
		problem := recover()
		if problem == nil {
			panic("the mistake must be refused, and was not")
		}
		seen = map[string]string{"message": fmt.Sprint(problem), "printed": fmt.Sprint("panic: ", problem)}
	}()
	mistake()
	return nil
}
