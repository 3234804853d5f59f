import * as apigateway from 'aws-cdk-lib/aws-apigateway';

/** As in the reference experiment. */
export const PETS = '[{"id":1,"type":"dog","price":249.99},{"id":2,"type":"cat","price":124.99},{"id":3,"type":"fish","price":0.99}]';

/** Answers by itself with the pets, so that no function and no network behind the API has a part in what a test sees. */
export const PETS_INTEGRATION = new apigateway.MockIntegration({
  requestTemplates: { 'application/json': '{"statusCode": 200}' },
  integrationResponses: [{ statusCode: '200', responseTemplates: { 'application/json': PETS } }],
});

export const ANSWERS_200: apigateway.MethodOptions = { methodResponses: [{ statusCode: '200' }] };
