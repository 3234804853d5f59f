// What the hand-written provider loads. The library's index files load a class when it is named, so the classes are named here.
const { now, reportFigures } = require('./report-figures.cjs');
const started = now();
const { App, Stack } = require('aws-cdk-lib');
const { RestApi } = require('aws-cdk-lib/aws-apigateway');
const { PolicyDocument } = require('aws-cdk-lib/aws-iam');
const ended = now();
if (![App, Stack, RestApi, PolicyDocument].every((loaded) => typeof loaded === 'function')) throw new Error('a class is missing');
reportFigures({ import: ended - started });
