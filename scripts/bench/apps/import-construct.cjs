// The package, and the classes that import-l2.cjs loads: so that only what comes on top of them is a difference.
const { now, reportFigures } = require('./report-figures.cjs');
const started = now();
const { CrossAccountPrivateApi } = require('../../..');
const { App, Stack } = require('aws-cdk-lib');
const { RestApi } = require('aws-cdk-lib/aws-apigateway');
const { PolicyDocument } = require('aws-cdk-lib/aws-iam');
const ended = now();
if (![CrossAccountPrivateApi, App, Stack, RestApi, PolicyDocument].every((loaded) => typeof loaded === 'function')) throw new Error('a class is missing');
reportFigures({ import: ended - started });
