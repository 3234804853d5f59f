package test;

import com.fasterxml.jackson.databind.ObjectMapper;
import @javaPackage@.*;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Expiration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.apigateway.ApiDefinition;
import software.amazon.awscdk.services.apigateway.AuthorizationType;
import software.amazon.awscdk.services.apigateway.EndpointAccessMode;
import software.amazon.awscdk.services.apigateway.EndpointConfiguration;
import software.amazon.awscdk.services.apigateway.EndpointType;
import software.amazon.awscdk.services.apigateway.LambdaIntegration;
import software.amazon.awscdk.services.apigateway.LambdaIntegrationOptions;
import software.amazon.awscdk.services.apigateway.MethodOptions;
import software.amazon.awscdk.services.apigateway.MockIntegration;
import software.amazon.awscdk.services.apigateway.Resource;
import software.amazon.awscdk.services.apigateway.RestApi;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpoint;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.IpAddresses;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.amazon.awscdk.services.iam.AccountPrincipal;
import software.amazon.awscdk.services.iam.ArnPrincipal;
import software.amazon.awscdk.services.kinesisfirehose.DeliveryStream;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.RetentionDays;

/** The twin of ../typescript/app.ts, in its order: the templates of both must be the same. */
public final class PackagedApp {
    private static final String REGION = "ap-northeast-1";
    private static final String PROVIDER_ACCOUNT = "222222222222";
    private static final Environment CONSUMER = Environment.builder().account("111111111111").region(REGION).build();
    private static final Environment PROVIDER = Environment.builder().account(PROVIDER_ACCOUNT).region(REGION).build();

    private static Stack stack(final App app, final String id, final Environment env) {
        return new Stack(app, id, StackProps.builder().env(env).build());
    }

    private static Vpc vpc(final Stack scope, final String id, final String cidr) {
        return Vpc.Builder.create(scope, id)
            .ipAddresses(IpAddresses.cidr(cidr))
            .natGateways(0)
            .subnetConfiguration(List.of(SubnetConfiguration.builder().name("Private").subnetType(SubnetType.PRIVATE_ISOLATED).build()))
            .build();
    }

    private static Code inline(final String file) throws IOException {
        return Code.fromInline(Files.readString(Path.of(file)));
    }

    private static Function callerFunction(final Stack scope, final String id, final IVpc network, final PrivateApiConnection connection) throws IOException {
        return Function.Builder.create(scope, id)
            .runtime(Runtime.NODEJS_22_X)
            .handler("index.handler")
            .code(inline("caller.js"))
            .environment(connection.getEnvironment())
            .vpc(network)
            .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build())
            .build();
    }

    private static void output(final Stack scope, final String id, final String value) {
        CfnOutput.Builder.create(scope, id).value(value).build();
    }

    private static PrivateApiConnection connect(
        final Stack workload, final String id, final IPrivateApiConsumer consumer, final ICrossAccountPrivateApi api, final PrivateApiAddressing addressing
    ) {
        final PrivateApiConnection connection = PrivateApiConnection.Builder.create(workload, id).consumer(consumer).api(api).addressing(addressing).build();
        output(workload, id + "Url", connection.urlForPath("/pets"));
        output(workload, id + "Host", connection.getHostName() + " " + connection.getSignedHost());
        output(workload, id + "Headers", connection.getHeaders().isEmpty() ? "-" : String.join(" ", connection.getHeaders().keySet()));
        output(workload, id + "Verify", connection.getVerifyCommand());
        return connection;
    }

    public static void main(final String[] args) throws IOException {
        // What the CLI would look up.
        final Map<String, List<String>> zones = Map.of("availability-zones:account=111111111111:region=" + REGION, List.of(REGION + "a", REGION + "c"));
        final App app = new App(AppProps.builder().outdir("cdk.out").context(zones).build());
        final HandOver handOver = HandOver.fromFile("hand-over.json");

        // Consumers: an endpoint of each kind.
        final Stack network = stack(app, "Network", CONSUMER);

        final Vpc ordersVpc = vpc(network, "OrdersVpc", "10.0.0.0/16");
        final PrivateApiConsumer orders = PrivateApiConsumer.Builder.create(network, "Orders").vpc(ordersVpc).build();
        orders.exportHandOver("Orders");
        orders.allowFrom(Peer.ipv4("192.168.0.0/16"));
        final InboundResolver resolver = orders.addInboundResolver(InboundResolverOptions.builder().allowedCidrs(List.of("192.168.0.0/16")).build());
        output(network, "ForwardedDomain", resolver.getForwardedDomainName());

        final Vpc reportsVpc = vpc(network, "ReportsVpc", "10.1.0.0/16");
        final PrivateApiConsumer reports = PrivateApiConsumer.Builder.create(network, "Reports")
            .vpc(reportsVpc)
            .endpoint(ConsumerEndpoint.create(ConsumerEndpointCreateOptions.builder()
                .privateDnsEnabled(true)
                .removalPolicy(RemovalPolicy.RETAIN)
                .subnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build())
                .build()))
            .build();

        final Vpc auditVpc = vpc(network, "AuditVpc", "10.2.0.0/16");
        final InterfaceVpcEndpoint auditEndpoint = InterfaceVpcEndpoint.Builder.create(network, "AuditEndpoint")
            .vpc(auditVpc).service(InterfaceVpcEndpointAwsService.APIGATEWAY).privateDnsEnabled(false)
            .build();
        final PrivateApiConsumer audit = PrivateApiConsumer.Builder.create(network, "Audit")
            .vpc(auditVpc).endpoint(ConsumerEndpoint.existing(auditEndpoint)).build();

        // Providers: an API of each source, on whose lists is an entry of each kind.
        final Stack logging = stack(app, "Logging", PROVIDER);
        ApiGatewayAccountLogging.Builder.create(logging, "AccountLogging").build();

        final Stack provider = stack(app, "Provider", PROVIDER);
        final MockIntegration mock = MockIntegration.Builder.create().requestTemplates(Map.of("application/json", "{\"statusCode\": 200}")).build();

        final CrossAccountPrivateApi pets = CrossAccountPrivateApi.Builder.create(provider, "Pets")
            .stageName("v1")
            .api(PrivateApiSource.code(PrivateApiCodeOptions.builder().description("Everything about pets").defaultIntegration(mock).build()))
            .accessLog(PrivateApiAccessLog.cloudWatch(PrivateApiCloudWatchLogOptions.builder()
                .retention(RetentionDays.SIX_MONTHS).removalPolicy(RemovalPolicy.DESTROY).build()))
            .allowedVpcEndpointIds(List.of("vpce-03f6d2b1bb8d0f015"))
            .allowedConsumers(List.of(
                AllowedConsumer.vpcEndpointId("vpce-0aaaaaaaaaaaaaaaa",
                    AllowedConsumerOptions.builder().name("reader").routes(List.of("GET /pets", "GET /pets/{petId}")).build()),
                AllowedConsumer.vpcEndpoint(auditEndpoint, AllowedConsumerOptions.builder().name("audit").sourceCidrs(List.of("10.2.0.0/24")).build()),
                AllowedConsumer.vpcId("vpc-0a1b2c3d4e5f60718",
                    AllowedConsumerOptions.builder().name("partner").expires(Expiration.atDate(Instant.parse("2099-03-31T00:00:00Z"))).build()),
                AllowedConsumer.vpc(reportsVpc),
                AllowedConsumer.consumer(orders, AllowedConsumerOptions.builder().name("orders").build())))
            .build();
        pets.allow(handOver.allowedConsumer("Orders", AllowedConsumerOptions.builder().routes(List.of("POST /pets")).build()));
        final Resource collection = pets.getRoot().addResource("pets");
        collection.addMethod("GET");
        collection.addMethod("POST");
        collection.addResource("{petId}").addMethod("GET");
        pets.exportHandOver("Pets");

        final CrossAccountPrivateApi signed = CrossAccountPrivateApi.Builder.create(provider, "Signed")
            .api(PrivateApiSource.code(PrivateApiCodeOptions.builder()
                .defaultIntegration(mock)
                .defaultMethodOptions(MethodOptions.builder().authorizationType(AuthorizationType.IAM).build())
                .build()))
            .accessLog(PrivateApiAccessLog.firehose(DeliveryStream.fromDeliveryStreamArn(
                provider, "Stream", "arn:aws:firehose:" + REGION + ":" + PROVIDER_ACCOUNT + ":deliverystream/amazon-apigateway-pets")))
            .allowedConsumers(List.of(
                AllowedConsumer.principal(new ArnPrincipal("arn:aws:iam::111111111111:role/orders"),
                    AllowedPrincipalOptions.builder().name("role").fromAnyEndpoint(true).build()),
                AllowedConsumer.vpcEndpointId("vpce-0aaaaaaaaaaaaaaaa",
                    AllowedConsumerOptions.builder().principals(List.of(new AccountPrincipal("333333333333"))).build())))
            .build();
        signed.getRoot().addMethod("GET");

        final CrossAccountPrivateApi followed = CrossAccountPrivateApi.Builder.create(provider, "Followed")
            .allowedVpcEndpointIds(List.of(CfnParameter.Builder.create(provider, "OrdersEndpointId").build().getValueAsString()))
            .associateVpcEndpoints(true)
            .accessLog(PrivateApiAccessLog.none())
            .policyRevision("1")
            .build();
        followed.getRoot().addMethod("GET", mock);

        CrossAccountPrivateApi.Builder.create(provider, "Described")
            .api(PrivateApiSource.openApi(ApiDefinition.fromInline(new TreeMap<>(Map.of(
                "info", new TreeMap<>(Map.of("title", "Described", "version", "1")),
                "openapi", "3.0.1",
                "paths", Map.of("/pets", Map.of("get", Map.of("x-amazon-apigateway-integration", Map.of("type", "mock")))))))))
            .allowedConsumers(List.of(AllowedConsumer.vpcEndpointId("vpce-0aaaaaaaaaaaaaaaa",
                AllowedConsumerOptions.builder().routes(List.of("GET /pets")).build())))
            .build();

        final RestApi before = RestApi.Builder.create(provider, "Before")
            .endpointConfiguration(EndpointConfiguration.builder().types(List.of(EndpointType.PRIVATE)).build()).cloudWatchRole(false)
            .build();
        before.getRoot().addMethod("GET", mock);
        CrossAccountPrivateApi.Builder.create(provider, "Guard")
            .api(PrivateApiSource.existing(before)).allowedVpcEndpointIds(List.of("vpce-03f6d2b1bb8d0f015"))
            .build();

        // Connections: one of each form of address.
        final Stack workload = stack(app, "Workload", CONSUMER);
        final ICrossAccountPrivateApi remote = CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(workload, "Remote",
            CrossAccountPrivateApiAttributes.builder()
                .restApiId("6r6oaqtr37")
                .stageName("v1")
                .account(PROVIDER_ACCOUNT)
                .region(REGION)
                .endpointAccessMode(EndpointAccessMode.BASIC)
                .disableExecuteApiEndpoint(false)
                .associatedVpcEndpointIds(List.of("vpce-0bbbbbbbbbbbbbbbb"))
                .build());
        final IPrivateApiConsumer partner = PrivateApiConsumer.fromPrivateApiConsumerAttributes(workload, "Partner",
            PrivateApiConsumerAttributes.builder()
                .vpc(Vpc.fromVpcAttributes(workload, "PartnerVpc",
                    VpcAttributes.builder().vpcId("vpc-0a1b2c3d4e5f60718").availabilityZones(List.of(REGION + "a")).build()))
                .vpcEndpointId("vpce-0bbbbbbbbbbbbbbbb")
                .vpcEndpointHostName("vpce-0bbbbbbbbbbbbbbbb-abcd.execute-api." + REGION + ".vpce.amazonaws.com")
                .privateDnsEnabled(false)
                .build());

        final PrivateApiConnection byZone = connect(workload, "ByZone", orders, remote, PrivateApiAddressing.hostedZone());
        connect(workload, "ByPrivateDns", reports, remote, PrivateApiAddressing.privateDns());
        connect(workload, "ByAlias", partner, handOver.api(workload, "Handed", "Pets"), PrivateApiAddressing.endpointAlias());
        connect(workload, "ByHostHeader", audit, remote, PrivateApiAddressing.hostHeader());
        connect(workload, "ByApiId", partner, remote, PrivateApiAddressing.apiIdHeader());
        connect(workload, "ByDefault", audit, remote, null);
        final Function ordersApp = callerFunction(workload, "OrdersApp", ordersVpc, byZone);
        orders.allowFrom(ordersApp);
        byZone.getGrants().invoke(ordersApp, List.of("GET /pets"));
        final PrivateApiProbe probe = PrivateApiProbe.Builder.create(workload, "Probe").vpc(ordersVpc).connection(byZone).build();
        byZone.getGrants().invoke(probe, List.of("GET /pets"));

        // The PetStore, which is deployed: an App that may call it, and an outsider with an endpoint that is not on the list.
        final Stack petNetwork = stack(app, "PetstoreNetwork", CONSUMER);
        final Vpc petVpc = vpc(petNetwork, "Vpc", "10.8.0.0/16");
        final PrivateApiConsumer petConsumer = PrivateApiConsumer.Builder.create(petNetwork, "Consumer").vpc(petVpc).build();
        final Vpc outsiderVpc = vpc(petNetwork, "OutsiderVpc", "10.9.0.0/16");
        final PrivateApiConsumer outsider = PrivateApiConsumer.Builder.create(petNetwork, "Outsider").vpc(outsiderVpc).build();

        final Stack petProvider = stack(app, "PetstoreProvider", PROVIDER);
        petProvider.addDependency(logging);
        final CrossAccountPrivateApi petStore = CrossAccountPrivateApi.Builder.create(petProvider, "PetStore")
            .stageName("v1")
            .allowedConsumers(List.of(AllowedConsumer.consumer(petConsumer,
                AllowedConsumerOptions.builder().name("pet shop").routes(List.of("GET /pets")).build())))
            .build();
        petStore.getRoot().addResource("pets").addMethod("GET", new LambdaIntegration(Function.Builder.create(petProvider, "Pets")
            .runtime(Runtime.NODEJS_22_X).handler("index.handler").code(inline("pets.js"))
            .build(), LambdaIntegrationOptions.builder().allowTestInvoke(false).build()));

        final Stack petWorkload = stack(app, "PetstoreWorkload", CONSUMER);
        caller(petWorkload, "App", petConsumer, petVpc, petStore);
        caller(petWorkload, "OutsiderApp", outsider, outsiderVpc, petStore);

        app.synth();
        mistakes(mock);
    }

    private static void caller(
        final Stack workload, final String id, final PrivateApiConsumer consumer, final Vpc vpc, final CrossAccountPrivateApi petStore
    ) throws IOException {
        final Function caller = callerFunction(workload, id, vpc,
            PrivateApiConnection.Builder.create(workload, id + "Pets").consumer(consumer).api(petStore).build());
        consumer.allowFrom(caller);
        output(workload, id + "Name", caller.getFunctionName());
    }

    private static void mistakes(final MockIntegration mock) throws IOException {
        final App mistaken = new App(AppProps.builder().outdir("mistakes.out").build());
        final Stack mistakes = new Stack(mistaken, "Mistakes");
        CrossAccountPrivateApi.Builder.create(mistakes, "Empty").build().getRoot().addMethod("GET", mock);
        new ObjectMapper().writeValue(new File("errors.json"), Map.of(
            "constructor", errorOf(() -> CrossAccountPrivateApi.Builder.create(mistakes, "Api").allowedVpcEndpointIds(List.of("vpce-nope")).build()),
            "factory", errorOf(() -> AllowedConsumer.vpcId("nope")),
            "file", errorOf(() -> HandOver.fromFile("nothing.json").allowedConsumer("Orders")),
            "synth", errorOf(mistaken::synth)));
    }

    /** What a mistake looks like: to a program, and on the terminal of whoever does not catch it. */
    private static Map<String, String> errorOf(final Runnable mistake) {
        try {
            mistake.run();
        } catch (final RuntimeException error) {
            final StringWriter printed = new StringWriter();
            error.printStackTrace(new PrintWriter(printed));
            return Map.of("message", error.getMessage(), "printed", printed.toString());
        }
        throw new AssertionError("the mistake must be refused, and was not");
    }
}
