// Bundled from src/private/ by `npx projen bundle-handlers`.
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// src/private/deployment-selector.lambda.ts
var deployment_selector_lambda_exports = {};
__export(deployment_selector_lambda_exports, {
  handler: () => handler
});
module.exports = __toCommonJS(deployment_selector_lambda_exports);
var import_client_api_gateway = require("@aws-sdk/client-api-gateway");

// src/private/retry-api-gateway.ts
var SYSTEM_CLOCK = {
  now: Date.now,
  random: Math.random,
  sleep: async (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
};
var SPACING_MS = 5e3;
var PERMISSION_ARRIVES_WITHIN_MS = 6e4;
var BUSY = ["TooManyRequestsException", "LimitExceededException", "ConflictException"];
async function retryApiGateway(attempt, clock, deadline) {
  const start = clock.now();
  for (; ; ) {
    try {
      return await attempt();
    } catch (error) {
      const delay = delayAfter(error, clock.now() - start, clock.random());
      if (delay === void 0 || clock.now() + delay > deadline) {
        throw error;
      }
      await clock.sleep(delay);
    }
  }
}
function delayAfter(error, elapsed, chance) {
  const passes = BUSY.includes(error.name) || error.$fault === "server" || error.code !== void 0 || error.name === "AccessDeniedException" && elapsed < PERMISSION_ARRIVES_WITHIN_MS;
  const wanted = Number(error.retryAfterSeconds ?? 0) * 1e3;
  return passes ? Math.max(SPACING_MS, wanted || 0) + chance * SPACING_MS : void 0;
}

// src/private/select-deployment.ts
var import_crypto = require("crypto");
async function selectDeployment(event, deployments2, clock, deadline) {
  const { RestApiId: restApiId } = event.ResourceProperties;
  if (event.RequestType === "Delete") {
    await retryApiGateway(async () => remove(deployments2, restApiId, event.PhysicalResourceId), clock, deadline);
    return event.PhysicalResourceId;
  }
  const description = describe(event);
  return retryApiGateway(async () => {
    const [made] = await deployments2.find(restApiId, description);
    return made ?? deployments2.create(restApiId, description);
  }, clock, deadline);
}
function describe({ StackId, LogicalResourceId, ResourceProperties }) {
  const { RestApiId, NativeDeploymentId, Policy, EndpointConfiguration } = ResourceProperties;
  const state = JSON.stringify([StackId, RestApiId, NativeDeploymentId, Policy, EndpointConfiguration], inOrder);
  return `Selected by ${LogicalResourceId} for ${(0, import_crypto.createHash)("sha256").update(state).digest("hex")}`;
}
function inOrder(_key, value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, value[key]])) : value;
}
async function remove(deployments2, restApiId, deploymentId) {
  try {
    await deployments2.delete(restApiId, deploymentId);
  } catch (error) {
    if (error.name !== "NotFoundException") {
      throw error;
    }
  }
}

// src/private/deployment-selector.lambda.ts
var TIME_TO_ANSWER_MS = 1e4;
var PAGE = 500;
var client = new import_client_api_gateway.APIGatewayClient({ maxAttempts: 1 });
var deployments = {
  async create(restApiId, description) {
    const { id } = await client.send(new import_client_api_gateway.CreateDeploymentCommand({ restApiId, description }));
    return id;
  },
  async find(restApiId, description) {
    const ids = [];
    for await (const { items = [] } of (0, import_client_api_gateway.paginateGetDeployments)({ client, pageSize: PAGE }, { restApiId })) {
      ids.push(...items.filter((item) => item.description === description).map(({ id }) => id));
    }
    return ids;
  },
  async delete(restApiId, deploymentId) {
    await client.send(new import_client_api_gateway.DeleteDeploymentCommand({ restApiId, deploymentId }));
  }
};
async function handler(event, context) {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - TIME_TO_ANSWER_MS;
  return { PhysicalResourceId: await selectDeployment(event, deployments, SYSTEM_CLOCK, deadline) };
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  handler
});
